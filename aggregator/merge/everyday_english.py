"""The words of everyday English, folded. Pure data: the smallest list of SCOWL (Kevin Atkinson, free for any use)."""

from __future__ import annotations

_WORDS = """
abilities ability able absence absolute absolutely abuse academic accept acceptable accepted accepting accepts access
accessible accident accidental accidentally accord accorded according accordingly accords account accounts accuracy
accurate achieve achieved achieves achieving acquiring act acted acting action actions active activities activity acts
actual actually addition additional address addressed addresses addressing adequate adjust administration admit admits
admitted admittedly admitting adopt adopted adopting adopts advance advanced advances advancing advantage advantages
advertise advertised advertises advertising advice advise advised advises advising affair affairs affect affected
affecting affects afford afraid afternoon afterward afterwards age agency ages ago agree agreed agreeing agreement
agrees aid aimed aiming air alarm album algorithm algorithms alias alive allow allowed allowing allows almost alone
along alter altered altering alternate alternative alternatively alternatives alters although altogether always
ambiguous amongst amount amounts amuse amused amuses amusing analog analogue ancient angle angry animal annoy annoyed
annoying annoys annual anonymous answered answering anybody anyone anyplace anything anyway anywhere apart apologies
apologise apologize apology apparent apparently appeal appear appearance appeared appearing appears apple application
applications applied applies apply applying appreciate appreciated appreciates appreciating approach appropriate
approval approve approved approves approving arbitrary area areas argue argued argues arguing argument arguments arise
arises arithmetic arm army arrange arranged arrangement arrangements arranges arranging arrive arrived arrives
arriving art articles artificial artist aside ask asked asking asks asleep aspect aspects assembler assembly assistant
associate associated associates associating association assume assumed assumes assuming assumption assure assured
assures assuring ate atmosphere attach attached attaching attack attempt attempted attempting attempts attend attended
attending attends attention attitude attract attractive audience author authorities authority authors automatic
automatically automobile autumn available average avoid avoided avoiding avoids awake award aware away awful awkward
back backed background backing backs backwards badly balance ball ban band bank bar bars base based bases basic
basically basing basis battery bear bearing bears beautiful became because become becomes becoming bed beforehand
beginning behalf behave behavior behaviour behind believe believed believes believing belong belongs below benefit
benefits besides bet bets betting beyond bid bidding bids bill binary bind binding binds biology bit bite bites biting
bits bitten bizarre black blame blank block blow blue board boards boat bodies body book books boot bore borne borrow
borrowed borrowing borrows bother bothered bothering bothers bottle bottom bound box boxes boy bracket brackets branch
branches brand breach break breaks bridge brief briefly bright bringing broadcast broadcasting broadcasts broke broken
brother brown bucket budget buffer bug bugs building buildings bulk bulletin buried buries bury burying bus busy
button buying byte bytes calculate calculation calculations call called calling calls campaign candidate cannot
capable capacity capital captain car card cardboard cards care careful carefully cares carried carries carry carrying
case cases cassette cat catalog catalogue catch catches catching categories category caught cause caused causes
causing cease cell cent center central centre century certain certainly chain chair chairman chance chances changing
channel channels chaos chapter char character characters charge charged charges charging chars cheap cheaper cheapest
check checked checking checks chemical cheque chequed cheques chequing child children chip chips choice choose chooses
choosing chose chosen church circle circuit circulation circumstance circumstances citizen city claiming clarify class
classes clean clear cleared clearer clearest clearing clearly clears clever clock closely closer closest closing club
clue code coded codes coding coffee cold collapse collect collected collecting collection collects college colleges
color colors colour colours column combination combinations combine combined combines combining coming command
commands comment commented commenting comments commercial commission commitment committee common commonly communicate
communication communications community comparable comparatively compare compared compares comparing comparison
compatibility compatible competition compiler complain complained complaining complains complaint complaints completed
completely completes completing complex complexity complicate complicated complicates complicating component
components compose composed composes composing composition comprehensive compromise compulsory compute computed
computer computers computes computing concept concern concerned concerning concerns conclusion concrete condition
conditions conference confident confirming confuse confused confuses confusing confusion connect connected connecting
connection connections connects consequence consequences consequently consider considerable considerably consideration
considered considering considers consist consistency consistent consists constant constraint constraints construct
consumption contact contain contained containing contains content contents context continually continuation continue
continued continues continuing continuous continuously contract contrary contrast contribute contribution
contributions control controlled controlling controls convenient convention conventional conventions conversation
convert convince convinced convinces convincing cope copied copies copy copying core corner corners correct corrected
correcting correction correctly corrects corrupt corrupted corrupting corrupts costing council count counted counter
counting country counts county couple course courses court cover covered covering covers crash crashed crashes
crashing crazy creating creation creature credit crisis crisp crisps critical criticism cross cry culture cumming cums
cup cure curious current currently cursor cutting cycle cycles daily damage damaged damages damaging danger dangerous
dare dark database date dated dates dating datum dead deal dealing deals dealt dear death debate decade decent decide
decided decides deciding decision decisions declare declared declares declaring dedicate dedicated dedicates
dedicating deduce deem deemed deeming deems deep deeply default defence defense define defined defines defining
definite definitely definition definitions definitive degree degrees delete deleted deletes deleting deliberate
deliberately deliver delivered delivering delivers delivery demand demands democratic demonstrate demonstration
department depend depended depending depends depth derive derived derives deriving describe described describes
describing description descriptions design designed designing designs desirable desire desired desires desiring desk
desperate despite destroy destroyed destroying destroys detail detailed detailing details detect detected detecting
detects determine determined determines determining developing development device devices devote devoted devotes
devoting dictionary die died dies differ difference differences different differently difficult difficulties
difficulty digit digital digits dinner direct directed directing direction directions directly director directory
directs dirty disadvantage disagree disappear disappeared disappearing disappears disaster disc discipline discount
discourage discouraged discourages discouraging discover discovered discovering discovers discs discuss discussed
discusses discussing discussion discussions disk dislike display displayed displaying displays distance distant
distinct distinction distinctly distinguish distribute distributed distributes distributing distribution district
disturb disturbed disturbing disturbs ditto divide divided divides dividing division document documentation documented
documenting documents doe dog doing dollar domain door doors double doubt doubtful down dozen dozens drastic draw
drawing drawn draws dream drew drink drive driven driver drivers drives driving dropping drove dry dubious due dumb
dump duty dying earlier earliest earth ease easier easiest easily east eat eaten eating eats economic economy edge
edit edited editing edition editor editors edits education educational effect effective effectively effects efficient
effort efforts eight either elect elected electing election electric electronic electronics elects element elements
elevator else elsewhere embarrass embarrassed embarrasses embarrassing emergency emphasis empty enable enables
encounter encountered encountering encounters encourage encouraged encourages encouraging ending enemy engineer
engineered engineering engineers enjoy enormous enough ensure ensured ensures ensuring enter entered entering enters
entire entirely entitle entitled entitles entitling entity entrance entries entry environment equal equally equipment
equivalent eraser err error errors escape especially essential essentially establish established establishes
establishing establishment estimate evened evening evenings evens event events eventually ever everybody everyone
everything everywhere evidence exact exactly examine examined examines examining example examples excellent except
exception exceptions excess excessive exchange exclude excluded excludes excluding excuse execute executed executes
executing exercise exist existed existence existing exists expand expanded expanding expands expansion expect expected
expecting expects expense expensive experience experienced experiences experiencing experiment experimental
experiments explaining explanation explicit express expressed expresses expressing expression extend extended
extending extends extension extensive extent external extra extract extreme extremely eye eyes face facilities
facility fact factor factors facts fail failed failing fails failure fair fairly faith falling false familiar family
famous fan fancy far farm farther farthest fashion fatal fate father fault faults favor favorite favour favourite fear
feasible fed federal feed feedback feeding feeds feel feeling feels feet felt few fewer fewest field fields fight
figure figures file filed files filing fill filled filling fills film final financial finding fine finger fingers
finishing finite fire firmly firstly fiscal fish fishes fit fits fitted fitting five fixing flag flash flashed flashes
flashing flat flavor flavour flew flexible flied flies flight float floated floating floats floor flow flown fly
flying folk folks follow followed following follows food foot force forced forces forcing foreign forever forget
forgets forgetting forgot forgotten form formal format formed former forming forms forth forthcoming fortunately
fortune forward four fourth fraction frame freedom freely french frequent frequently fresh friend friendly friends
fries front fry fully fun function functions fund fundamental fundamentally funds funny further furthest future
gaining game games gap garbage garden gas gasoline gather general generally generate generated generates generating
generation genuine girl giving glad glass global goods gotten government governor gradually graduate grand grands
grant granted granting grants graph graphic graphics grateful grave gray greater greatest greatly green grey grind
grinding grinds gross grosses ground grounds groups growing growth guarantee guaranteed guaranteeing guarantees guard
guess guessed guesses guessing gun guy habit habits hack hair half hall hand handed handing handle handled handles
handling hands handy hang hanged hanging hangs happen happened happening happens happily happy hard harder hardest
hardly hardware harm harmful harmless hat hate head headed header heading heads health healthy hear heard hearing
hears heart heat heavily heavy held hell hello helpful helping hence hereby herself hes hid hidden hide hides hiding
highly hill him himself hint hints historical history hitting hold holding holds hole holes holiday holidays home
honest hope hoped hopefully hopes hoping horrible horse horses hospital host hot hotel hour hours house however human
hundred hundreds hung hunt hurry husband ice idea ideal ideas identical identify identity ignore ignored ignores
ignoring ill illegal image images imagination imagine immediate immediately impact implement implemented implementing
implements implication implications implied implies imply implying importance importantly impose imposed imposes
imposing impossible impression improvement improvements improving inability inadequate inch inches incident
incidentally incline inclined inclines inclining including income incompatible incomplete inconsistent inconvenience
incorrect increasing indeed independent independently index indicate indicates indication individual individually
individuals industrial inevitably inferior infinite influence info inform information informed informing informs
initial initially initials inner innocent input inputs inputted inputting insert inserted inserting inserts inside
insist insisted insisting insists install installed installing installs instance instant instantly instead institution
institutions instruction instructions insurance integer integers integral intelligence intelligent intend intended
intending intends intention interact interest interested interesting interests interface internal international
interpret interpretation interpreted interpreting interprets interval intervals intervention introduction invalid
invariably invent invented inventing invents investigate invisible invitation invite invited invites inviting involve
involved involves involving irrelevant irritate irritated irritates irritating isolate isolated isolates isolating
issued issuing item items itself job jobs join joined joining joins joint joke joy judge judgement judgment junk
justification justified justifies justify justifying keen keeping keyboard keys kid kill killed killing kills kind
kindly kinds king knew knock knocked knocking knocks know knowing knowledge known knows label labeled labeling
labelled labelling labels labor laboratory labour lack lacked lacking lacks ladies lady lain land landed landing lands
language languages largely lasts later latter law laws lay layout lazy leach lead leaded leader leading leads leaf
learn learned learning learns learnt leaved leaving lecture lectures led leg legal legally legs lend length lesser
lesson lessons letter letters letting level levels liable libraries library lie lied lies life lifetime lift light
lights like liked likely likes likewise liking limit limited limiting limits line linear lines link linked linking
links list listed listen listing lists literally literature little live lived lives living load loaded loading loads
loan local location locations lock locked locking locks log logged logging logic logical logs longer longest looked
loop loose lorries lorry losing loss lot lots loudly love luck lucky lunch lying machine machines mad magic magnetic
magnitude mail main mainly maintain maintained maintaining maintains majority man manage managed manager manages
managing manipulation manner manual manuals map march mark marked marking marks marriage marry mass massive master
match matches material materials mathematical mathematics matter matters maximum maybe mean meaning meaningful
meaningless meanings means meant measure measured measures measuring mechanic mechanics mechanism media medical medium
mediums meet meeting meetings meets member members membership memory men mention mentioned mentioning mentions mere
merely merit merits mess message messages messy met metal method methods middle midnight mile miles military millions
mind minded minding minds mine minimal minimum minor minority minute minutes mislead misleading misleads misled
missing mistake mistaken mistakes mistaking mistook misunderstand misunderstanding misunderstands misunderstood misuse
mix mixed mixes mixing mod mode model models modern modified modifies modify modifying moment money monitor moral
morning mornings mostly mother motion mouth move moved movement movements moves movie moving multiple music myself
mysterious naive name named namely names naming nasty nation national natural naturally nature naughty near nearby
nearer nearest nearly necessarily necessary necessity neck needed needing negative neither nervous net network
networks nevertheless nice nicer nicest night nine nobody noise noisy none nonsense normal normally north note noted
notes nothing notice noticed notices noticing notify noting novel nowadays nowhere numb number numbers numbest
numerical numerous obey object objected objecting objection objections objects obscure observation observe observed
observes observing obtain obtained obtaining obtains obvious obviously occasion occasional occasionally occasions
occupied occupies occupy occupying occur occurred occurring occurs odd odds offering office officer offices often oil
older oldest omit omits omitted omitting once ones operate operated operates operating operation operations operator
operators opinion opinions opportunities opportunity oppose opposed opposes opposing opposite opposition option
optional options order ordered ordering orders ordinary organisation organise organised organises organising
organization organize organized organizes organizing origin original originally others otherwise ought ours ourselves
outer output outside overall owe owed owes owing own owner owners pack package packages packet page pages paid pain
painful pair pairs paper papers paragraph parallel parent park part partial partially particular particularly parties
partly parts party pass passed passes passing past patch path patient pattern patterns pay payed paying pays peace
peak peculiar pen perfect perfectly perform performance performed performing performs perhaps period permanent
permanently permission permit permits permitted permitting personal personally persons persuade persuaded persuades
persuading petrol phase phenomenon philosophy phone phrase phrases physical pick picked picking picks picture pictures
piece pieces pile pint pipe place placed places placing plain plane planet plant plastic play played playing plays
plea pleasant please pleased pleases pleasing plenty plot plots plug plus pocket poem poet point pointed pointing
pointless points police policies policy political poll pool poor pop popular population port position positions
positive possibilities possibility possible possibly posted posting postmaster posts potential potentially pound
pounds power powerful powers practical practically practice practise precise precisely prefer preferable preferably
preference preferred preferring prefers preparation prepare prepared prepares preparing presence present presented
presenting presents preserve president press pressed presses pressing pressure presumably presume pretty prevent
prevented preventing prevents previous previously primary prime primitive principle principles print printed printer
printers printing printout prints prior private probably procedure process processed processes processing processor
processors produce produced produces producing production professional program programme programmed programmer
programmers programmes programming programs progress promise promised promises promising prompt promptly prone proof
proper properly properties property proportion proposal propose proposed proposes proposing prospect protect protected
protecting protection protects protest prove proved proves providing proving public publication publicity publicly
publishing pull pulled pulling pulls punctuation puncture pure purely purpose purposes push pushed pushes pushing putt
putted putting putts qualified qualifies qualify qualifying quality quantities quantity quarter queue quicker quickest
quiet quietly quit quite quits quitting quote quoted quotes quoting race radio rain raising ran random randomly range
rapid rapidly rare rarely rate rates rather raw reaching react reaction read readable readily reading reads ready
realise realised realises realising reality realize realized realizes realizing really reasonable reasonably recall
receive received receives receiving recent recently reception recognise recognised recognises recognising recognition
recognize recognized recognizes recognizing recommend recommendation recommended recommending recommends record
recorded recording records recover recovered recovering recovers red reduce reduced reduces reducing reduction
redundant refer reference references referred referring refers reflect reflected reflecting reflection reflects refuse
refused refuses refusing regard regarded regarding regardless regards region register registered registering registers
regret regular regularly regulation regulations reject rejected rejecting rejects relate related relates relating
relation relationship relative relatively relevance relevant reliable religion religious reluctant rely remain
remained remaining remains remark remarks remember remembered remembering remembers remind reminded reminding reminds
remote remotely removal remove removed removes removing repair repeat repeated repeatedly repeating repeats replace
replaced replacement replaces replacing replied replies reply replying reporting represent representation
representative represented representing represents reproduce request requested requesting requests require required
requirement requirements requires requiring reserve reserved reserves reserving resident resolution resort resource
resources respect respectively respects respond response responses responsibility responsible rest restart restore
restored restores restoring restrict restricted restricting restricts result resulted resulting results retain return
returned returning returns revealing reverse rid ridding ride ridiculous rids right rights ring risk river road role
room rooms root rough roughly round route routine row rubber rubbish rule rules rumor rumour rush sad sadly safe
safely safer safest safety saint sake saki sale same sample sat satisfied satisfies satisfy satisfying save saved
saves saving scale scan scene scheme school schools science sciences scientific score scores scrap scratch screen
screens script search searched searches searching season second secondary secondly seconds secret secretary section
sections secure security seeing seek seeking seeks seem seemed seeming seems select selected selecting selection
selects self selling seminar send sending sends senior sense sensible sensibly sensitive sent sentence sentences
separate separately sequence sequences serial series seriously serve served server serves serving session sessions
setting settle settled settles settling seven several severe severely sex shame shape share shared shares sharing
sharp sheet shelf shell shift shoot shop shopped shopping shops shortage shorter shortest shortly showing shut shuts
shutting side sides sight sign signal signals signed significance significant significantly signing signs silly
similar similarly simpler simplest simply simultaneous simultaneously sincerely single sit site sites sits sitting
situation situations six size sizes skill skills sleep slight slightly slip slowest slowly smile smooth social society
soft software solely solid solution solutions solve solved solves solving somebody somehow someone someplace something
sometime sometimes somewhat somewhere son sooner soonest sophisticate sophisticated sophisticates sophisticating sorry
sort sorted sorting sorts sought sound sounded sounding sounds source sources south southern space spaces spare speak
speaker speakers speaking speaks special specially specific specifically specified specifies specify specifying speech
speed spell spelled spelling spells spelt spend spending spends spent spirit spite split splits splitting spoke spoken
spot spots spotted spotting spread spreading spreads spring square stable stage stages stand standard standards
standing stands starting state stated statement statements states stating station stations statistic statistical
statistics status stay stayed staying stays steal step stick sticking sticks stock stone stones stood stopping storage
store stored stores storey storing straight straightforward strange strategy stream street strength strict strictly
strike strikes striking string strings strong strongly struck structure structures stuck student students studied
studying stuff stupid style subject subjects submit submits submitted submitting subsequent subset substantial
substitute subtle succeed success successful successfully such sudden suddenly suffer suffered suffering suffers
suffice sufficient sufficiently sugar suggest suggested suggesting suggestion suggestions suggests suit suitable
suitably suited suiting suits sum summary summer sun superior supervisor supplied supplies supply supplying support
supported supporting supports suppose supposed supposedly supposes supposing sure surely surface surprise surprised
surprises surprising survey survive survived survives surviving suspect suspected suspecting suspects suspend
suspended suspending suspends suspicion switch switched switches switching symbol symbols syntax table tables taking
talk talked talking talks tank tanks tape tapes target task tasks taste taught tax tea teach teacher teaches teaching
technical technique techniques technology tedious teeth telephone television telling temperature temporarily temporary
ten tend tendency tends term terminal terminals terminology terms terribly test tested testing tests text thank thanks
them themselves theoretical theory thereby therefore thin think thinking thinks third thoroughly though thought
thoughts thousand thousands threat threw throughout throw throwing thrown throws thus ticket tickets tie tied ties
tight till timed timing tin title titles together token tonight too tooth topic topics total totally touch touched
touches touching toward towards town trace track tracks traditional traffic train trained training trains transfer
transferred transferring transfers translate translated translates translating translation transport trap trapped
trapping traps trash travel treat treated treating treatment treats tree trees trial trick trip trivial trouble truck
trucks truly trunk trust trusted trusting trusts truth trying tune turn turned turning turns twelve twenty twice tying
type typed types typical typing ugly ultimate ultimately unable unacceptable unaware uncertain unclear undergraduate
undergraduates underneath understand understanding understands understood unfortunate unfortunately unhappy uniform
unique unit unite units universal universities university unknown unless unlike unlikely unlimited unnecessarily
unnecessary unpleasant unreasonable unsuitable unusual unwanted updating upon upper upset upsets upsetting upwards
usage useful useless usual usually utility utterly vacation vacations vague vaguely valid validity valuable value
values van vans variable variables variation varied varies variety various vary varying vast vastly vector versions
vice view views virtually virtue visible vision visit vital voice volume vote votes wait waited waiting waits walk
walked walking walks wall walls wanted wanting war warm warning wash waste wasted wastes wasting watched watches
watching water weapon wear wearing wears weather weekend weight weird welcome welcomed welcomes welcoming well west
western whatever whatsoever wheel wheels whenever whereas whereby wherever whether whilst white whoever whose wide
widely wider widespread widest wife wild willed willing wills wind window windows wine winning winter wire wise wish
wished wishes wishing withdraw woman women wonder wondered wonderful wondering wonders wooden word worded wording
words wore world worn worried worries worry worrying worth worthwhile worthy write writer writes writing written wrong
wrote yellow yes young yours yourself zero
"""

WORDS = frozenset(_WORDS.split())
