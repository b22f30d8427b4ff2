"""No secret of a request is told by an error."""

from __future__ import annotations

import pytest
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address

from support.wire import Wire, answer, fetching, friendly, request

PLANTED = ["query-s3cret", "userinfo-s3cret", "login-s3cret", "header-s3cret", "proxy-s3cret"]


@pytest.mark.parametrize("status", [301, 304, 401, 404, 410, 429, 500])
def test_errors_name_no_secret(status: int) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        location = "ftp://reader:userinfo-s3cret@x.example/?key=query-s3cret"
        async with Wire(lambda _: answer(status, Location=location)) as wire:
            url = wire.url("/feed?key=query-s3cret&token=query-s3cret").replace("//", "//reader:userinfo-s3cret@")
            place = Address(url, "k", headers={"Authorization": "Bearer header-s3cret"}, login="u:login-s3cret")
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(place))
            error = caught.value
            told = "\n".join(map(repr, (error, str(error), error.what, error.where, error.url, error.hint, error.args)))
            assert not [secret for secret in PLANTED if secret in told]

    fetching(scenario)


@pytest.mark.parametrize(
    "url", ["http://u:userinfo-s3cret@[::1", "http://10.0.0.1/?code=query-s3cret", "x?key=query-s3cret"]
)
def test_refused_addresses_name_no_secret(url: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(url))
        assert not [secret for secret in PLANTED if secret in repr(caught.value) + str(caught.value) + caught.value.url]

    fetching(scenario, friendly(allow_private=()))


def test_unusable_proxy_names_no_password() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        place = Address("http://a.example/", "k", proxy="ftp://u:proxy-s3cret@127.0.0.1:1")
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(place))
        assert "proxy-s3cret" not in str(caught.value)

    fetching(scenario)
