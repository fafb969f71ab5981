"""The words that people's names are made of: small letters, no accents.

They are common ones of the communities of the United Kingdom, written down from general knowledge and not
from any register of people.
"""

from typing import Final

from dataflows.language.words import word_set

# A capital word after one of these is a surname, unless it is one of the things in `thing_words`.
GIVEN_NAMES: Final = word_set(
    """aaliyah aaron abbie abdi abdirahman abdul abdullah abdullahi abena abigail abimbola abu adaeze adam
    adebayo adela adele adeola adil adnan adrian adwoa agata agnes agnieszka ahmed ahmet ahsan aidan
    aileen ailsa aimee aine aisha aisling ajay akosua alan albert aled aleksandra alessia alex alexander
    alexandra alexandru alexis alfie alfred ali alice alicia alicja alison alistair allan alun ama amanda
    amara amelia amina amir amit amrit amy ana anand andrea andreea andrei andrew andrzej andy angela
    angharad angus anil anita anjali ann anna anne annette annie anthony antony anwar aoife archibald
    archie arif arjun arkadiusz arron arthur arun asad asha ashleigh ashley ashok asif asma audrey ayaan
    ayesha ayman ayo ayodele ayse ayub aziz babatunde barbara barry bartosz bashir basma bassam beata
    becky ben benjamin bernadette bernard beth bethan bethany betty bianca bilal billy bogdan brad bradley
    brandon brenda brendan brett brian bronwen bruce bruno bryan bunmi bushra caitlin caleb callum calum
    calvin cameron caoimhe carina carl carla carlos carly carol carole caroline carolyn carys catarina
    catherine cathy catriona cedric celia ceri cerys cezary charlene charles charlie charlotte cheryl
    chiamaka chidi chinedu chioma chloe chris christina christine christopher ciara ciaran cillian cindy
    claire clara clare claudia clifford clive cody colette colin colleen connor conor constance corinne
    cormac cornelius cosmin courtney craig cristina cynthia cyril dafydd daire dalia damian damien
    damilola daniel danielle danny danuta dara dariusz darragh darrell darren darryl daryl dave david
    debbie deborah debra declan deepa deepak delroy denis denisa denise dennis derek dermot dermott
    derrick dervla desmond dewi diana diane dianne dilip dilys dina dipak diya dolores dominic dominik
    dominique donal donald donna dora doreen doris dorota dorothea dorothy dougal douglas duc duncan
    dwayne dylan eamonn ebony eddie edith edmund edna edward edwin effie efua ehsan eileen eilidh eilish
    eimear eira eirlys elaine eleanor elena eleri elif elijah elin elinor elisa elise elizabeth ella ellen
    ellie elliot elliott eloise elsie elspeth elvira emeka emil emily emine emlyn emma emmanuel enid eoin
    eric erica erika erin ernest errol esther ethan euan eugene eunice evelyn ewa ewan ewen ezra fabian
    fadi fadumo fahad faisal faiza farah faraz farhan fariha fatema fatima fatou fawad feargal felicity
    felix femi fergal fergus fernando ffion filipa finbar finlay finley fiona florentina florin floyd
    folake frances francesca francis francisca frankie fraser fred freddie frederick freya funmi gabriel
    gabriela gail gareth garry gary gavin gaynor gemma geoff geoffrey george georgie georgina gerald
    geraldine gerard gerry gethin gheorghe ghulam gilbert gillian gina gladys glenn glenys gloria glyn
    glynis gordon grace graeme graham grainne grazyna greg gregory grzegorz gurdeep gurpreet gustavo gwen
    gwyn gwyneth habib hadi hadiza haider hakan hala halima hamid hamish hamza hana hanan hanna hannah
    haris harjit harold haroon harpreet harriet harry harvey hasan hashim hassan hatice hayley heather
    hector heidi helen helena henry henryk herbert hester hilary hilda hina hodan hollie holly howard
    hubert huda hugh hugo humza huong huseyin hussain hussein huw hywel iain ian ibrahim ibtisam idris
    iestyn ieuan ifan ifeanyi ifeoma iftikhar igor ijaz ikram ilhan imani imelda imogen imran inaya
    inderjit indira ines inga ingrid ioan iolo ionut iqbal irena irene irfan irina isaac isabel isabella
    isabelle ishaan isla ismail iulian ivan ivana ivor iwona jabir jacek jack jackie jacob jacqueline jade
    jadwiga jake jakub jamal james jamie jamila jane janet janette janice janine jarek jasmin jasmina
    jasmine jason jasper jaspreet jaswinder javed jawad jayne jean jeff jeffrey jemma jenna jenni jennifer
    jenny jeremy jermaine jerome jerry jerzy jess jessica jessie jill jim jimmy jing jo joan joanna joanne
    jodi jodie joe joel john johnny jolanta jon jonathan jordan jorge jose josef joseph josephine josh
    joshua joyce juan judah jude judith judy julia julian julie juliet juliette julita jun justin justyna
    kai kaleem kamal kamala kamil kamila kamran kareem karen karim karina karl karolina kashif kasia
    katarzyna kate katelyn katherine kathleen kathryn kathy katie katrina katy kaye kayleigh keith kelly
    kemi ken kenneth kenny kerrie kerry kevin khadija khalid kieran kim kiran kirk kirsten kirstie kirsty
    kofi konrad kornelia kris krishna kristian kristina krystyna krzysztof kulwinder kunle kwabena kwaku
    kwame kwasi kyle kyra laiba laila lakshmi lana lara latoya laura lauren laurence lavinia lawrence
    layla leah leanne leela leighton leila lena lennox lenny leo leon leonard leonie leroy lesley leslie
    lewis leyla liam lidia lily linda lindsay lindsey ling linh lionel lisa liz llinos lloyd logan lola
    lorenzo lorna lorraine louis louise lowri lubna luca lucas lucia lucie lucinda lucy luis lukasz luke
    lydia lyn lynda lyndsey lynette lynn lynne lynsey lyra mabel maciej maddison madeleine madison maeve
    magdalena maggie maha mahmood mahmoud mair mairead maisie maja majid malcolm malgorzata mandeep mandy
    manjit manuel marc marcel marcela marcia marcin marco marcus marek margaret margot maria mariam marian
    mariana marianna marie marilyn mario marion mariusz marlon marta martha martin martyn marwan mary
    maryam maryanne mateusz mathew matilda matt matthew maude maureen maurice mavis maxine maya meera meg
    megan mehmet mehmood mehwish meirion melanie melissa mervyn mia michael michaela michal michelle mick
    miguel mikael mike mikolaj milena millicent millie mina minh mira miriam mohamed mohammad mohammed
    mohamud mohan mohsin moira mollie molly mona monica monika monique morag morenike moses mudassar
    muhammad muneeb muneera munir murad muriel musa mushtaq mustafa myles myra nabil nabila nadeem nadia
    nadim nadine naeem naheed naila najib nancy naomi nasir nasreen nasser natalia natalie natasha
    nathalie nathan nathanael nathaniel navdeep nawaz nazia nazir nazma neelam neha neil nell nellie nerys
    nettie neville ngozi nia niall niamh nichola nicholas nick nicky nicola nicole nida nigel nighat
    nikita nikki nina nisha nizar nkechi nnamdi nnenna noah noel nomvula noor nora norbert noreen norma
    norman nuala obaid obinna odette oisin oksana olakunle olena olga oliver olivia olumide oluwafemi
    oluwaseun oluwatobi olwen omar omer oonagh orla osama oscar osian oskar osman otis owen padraig pamela
    parisa parminder parth parveen patricia patrick patrizia patrycja patryk paul paula paulina pauline
    pawel pedro percy peter petr petra phil philip philippa philippe phillip philomena phoebe phuong
    phyllis piers piotr pippa polly pooja poppy pradeep preeti priscilla priya przemyslaw qadir qasim
    rabia rachael rachel radek rafael rafal rafiq raheem rahim rahma rahul raj rajesh rajinder rakesh
    ralph ramesh ramona ramzan rana randeep ranjit raquel rashid ravi raymond raza razia razvan rebeca
    rebecca rebekah reece reggie regina rehan rehana rekha renata rene rhian rhiannon rhodri rhona rhys
    ricardo richard richie ricky rina robbie robert robin robyn rodney roger rohan rohit roisin roland
    romeo ronald ronnie rory rosa rosalie rosalind rosemary rosie rowena roxanne roy rudi rui rukhsana
    rupert ruqayyah russell ruth ryan ryszard saba sabah sabina sabir sabrina sacha sade sadia sadie saeed
    safa safiya sahra saif saima saira sajid sakina saleem saleh salim sally salma salman samantha samera
    samia samina samir samira samuel sana sandeep sandra sanjay sanjeev saoirse sara sarah sarfraz sarita
    sasha saul scott seamus sean sebastian selina serena shabana shabir shabnam shafiq shaheen shahid
    shaista shakil shakila shamim shana shanaz shane shanelle shanice shannon sharif sharmila sharon shaun
    shauna shazia sheena shehzad sheila sherry sheryl shirley shivani shoaib sian sibusiso sidney sidra
    sikander silas silvia simon simona simone simran sinead siobhan sion sioned slawomir sofia sohail
    solomon sonia sonny sonya sophia sophie soraya stacey stanislav stanislaw stefan stefania stella
    stephanie stephen steve steven stewart stuart sufia sukhdeep sukhjit sukhwinder suleman sultana
    sumaira sumayya sunil sunita suresh surinder surjit susan susanna susie suzanne suzie svetlana sybil
    syed sylvia sylwia szymon tabitha tadeusz tahir tahira taimoor talha talib tamara tamsin tania tanveer
    tanya tara tariq tasha ted teddy tehmina temitope tendai terence teresa terry tessa thabo thandiwe
    thanh thelma themba theo theresa thomas tia tiago tiffany tim timothy tina tobi tobias toby tom tomasz
    tommy tomos tony tonya tosin tracey tracie tracy trevor tricia trisha trudy tuan tudur tunde tyler
    tyrone uche uchenna umair umar una ursula usha usman valentina valerie vanessa velma vera veronica
    vicky victor victoria vijay vikram viktor vincent vinod viorica viv vivek vivian vivien wafa wahab
    wahid wajid waldemar walid walter wanda waqas warren waseem wasim wayne wendy weronika wiktoria
    wilfred william willie wilma winifred winnie winston wioletta witold wojciech xavier xiao yaa yahya
    yana yaqub yash yasin yasmeen yasmin yaw yetunde yolanda younis yousef yuki yuri yusra yusuf yvonne
    zach zachary zack zaheer zahra zainab zak zakia zara zbigniew zdzislaw zeenat zeeshan zeinab zena
    zeshan zeynep zoe zofia zubair zuzana zuzanna zygmunt"""
)
# Also words, months, towns and the product's own Sam: names only before a surname that is known as one.
DOUBTFUL_NAMES: Final = word_set(
    """amber angel april august bella beverley bill blessing bob chelsea christian comfort curtis daisy
    dale dan dawn dean ellis eva eve faith fern flora florence frank georgia glen grant guy harmony hazel
    hong hope ida india iris ivy jan jay joy june kay kimberley kit lan lee leigh lin malik marina mark
    mason max maxwell may mei mercy miles ming mitchell morgan morris nana nelson olive om paige pat
    patience peace pearl penny perry precious ray rex rita rob roman rose ross rowan ruby sam sami sid sky
    stanley sue summer taylor verity viola violet virginia wei wen will yan ying"""
)
# Streets, wards, halls and stations are called after these.
NAMES_OF_PLACES: Final = word_set(
    """albert alexandra ashley august barry beverley bradley charlotte chelsea daisy dale dean douglas
    edward elizabeth faith fern flora florence george georgia glen gordon grace harmony harold hazel
    heather henry holly hope ivy jordan joy kimberley lee leigh margaret mary maxwell may nelson norman
    olive rose sky stanley summer victoria violet william"""
)
# Surnames that are hardly ever anything else after a given name or an initial.
SURNAMES: Final = word_set(
    """abbott abdi abdullah acheampong adams adamson addo adebayo adeleke aden adeyemi afolabi agarwal
    agyeman ahmad ahmadi ahmed akhtar akinola alam alexander ali allan allen alvarez amin amiri amoah
    anderson andrews annan anwar appiah archer armstrong arnold asante ashraf ashton aston atkins atkinson
    baig bailey baker baldwin balogun banda banerjee barker barnes barr barrett barry bartlett barton
    bashir bates beattie begley begum bekele bello bennett benson bentley berry bevan bhatt bianchi bibi
    birch blackwell blake boateng booth bose bowen bowman boyd boyle bradley bradshaw brady brennan briggs
    broughton brown browne bryant buchanan buckley burgess burke burns burrows butler butt byrne caldwell
    cameron campbell carr carroll carter cartwright chadwick chan chanda chapman chaudhary chaudhry chen
    cheung chopra choudhury chowdhury christie chukwu clark clarke clayton clements cole coleman collins
    connolly conroy conteh conway cooke cooper costa coulibaly cox craig crawford cullen cummings
    cunningham curtis dalton daly daniels darko das davidson davies davis davison dawson dempsey denton
    desai devlin dhillon diallo dickson dixon dlamini dobson dodd doherty donnelly donovan douglas dowling
    doyle drummond dube duckworth duda dudek duffy duggan dumitru duncan dunn dutta dyer eastwood edwards
    egan elliott ellis evans eze farah farooq farrell faulkner ferguson fernandes fernandez fernando
    ferrari finch fisher fitzgerald fitzpatrick flanagan fleming fletcher flynn forbes forster foster
    fowler francis franklin fraser freeman fuller gallagher garcia gardner garner gebre ghosh gibbons
    gibbs gibson gilbert giles gill gilmore goddard gonzalez goodwin gordon gough graham gray greaves
    greenwood gregory grewal griffin griffith griffiths gunawardena gupta gurung haile haines hale
    hamilton hammond hancock hanif hanson harding hardy hargreaves harper harris harrison hart hartley
    harvey hashmi hassan hawkins hayes haynes heaton henderson henry herbert hersi hewitt heywood hickey
    hicks higgins hinds hobbs hodgson hogan hollis holloway holmes hooper hopkins hornby horne horton
    houghton howard howarth howe howell hudson hughes humphrey humphreys hunter hurst hussain hussein
    hussey hutchinson ibrahim igwe ingram ionescu iqbal irving ismail ivanov ivanova iyer jackson jacobs
    jama jamal james janssen jarvis javed jefferson jeffries jenkins jennings jha john johnson johnston
    johnstone jones jordan joseph joshi kaiser kamara kaminska kane kapoor karimi kaur kay kaya keane
    kearney kebede kelly kemp kendall kennedy kenny kerr khan khatun khumalo kiptoo kirby kirk knowles
    knox koroma kovalenko kowalczyk kowalska kumar lambert lang langley latham lawrence lawson lawton
    leach lee lees lennon leonard lewandowski lewis li lim limbu lister liu lloyd lockwood lomas lowe
    lowther lucas lynch lyons macdonald macintyre mackay mackenzie mackie macleod maddox magar maguire
    maher mahmood malhotra malik mann mannan marlow marriott marsden marshall martin martinez massey
    matthews maxwell mayo mazur mbeki mcbride mccann mccarthy mccormack mcdonald mcgowan mcgrath mcguire
    mcintosh mckay mckenna mckenzie mclean mcleod mcmahon mcnally mcpherson mehari mehmood mehta mellor
    mendes menon mensah meredith merritt metcalfe miah miller millward milne mirza mistry mitchell mohamed
    mohammed mohamud moody moore moran moreno morgan morris morrison mortimer moseley moss moyes moyo
    mukherjee mullen muller munro murphy murray mwangi myers naidoo nair naqvi nash naylor ndlovu needham
    nelson neville newman nguyen nicholls nicholson nkosi nnamdi nolan norman norris norton nowak nur
    nuttall nwosu oakley obi obrien oconnell oconnor odonnell odriscoll ofori ogden ogunbanjo ogunleye ojo
    okafor okeke okonkwo okoro okoye olawale oleary oliver oneill opoku oreilly orourke osborne osei osman
    osullivan otieno owen owens owusu oyelaran paine palmer parker parkes parkin parry partridge parveen
    patel paterson patterson pawlak payne peacock pearce pearson peel pemberton penn perera perkins perrin
    perry peters petrov petrova pham phillips phiri pickering pickles pike pillai piper platt pollard
    poole popa pope popescu porter potter powell pratt preece prescott pritchard probert proctor pugh
    purcell quigley quinn qureshi radcliffe radu rafferty rafiq rahim rahman ramsey rana randall rankin
    rao rashid ratcliffe raven rayner reddy redfern redmond reed rees regan reid reilly renshaw reynolds
    rhodes richards richardson ridley rigby riley rimmer rizvi roach roberts robertson robinson robson
    rodriguez rogers rooney roper rosen ross rossi rossiter rowe rowland rowley rudd rushton russell
    rutherford ryan saeed saleem salmon sampson sanders sandhu sargent saunders sawyer schmidt schofield
    schultz scott sediqi sesay sethi sewell seymour shah shaikh sharma sharples shaw sheikh shelton
    shepherd sheppard sheridan sherwood shevchenko shields sibanda siddiqui silva simmonds simmons simpson
    sims sinclair singh singleton skelton skinner slater sloan smith smyth speight spencer spooner squires
    stanton starkey steele stephen stephens stephenson stevens stevenson stewart stokes storey stott
    stuart stubbs styles sullivan sykes talbot tamang tan tanner tariq tate tattersall taylor tembo
    tennant tesfaye thacker thapa thomas thompson thomson thorne thornton thorpe tierney timms tindall
    tobin todd tomlinson townsend tran tranter traore travers trotter truman tshabalala tucker turay
    turner tyler tyrrell tyson uddin underwood upton usman vance varley vaughan vega vickers vincent wade
    wagner wainwright walden walker wallace walmsley walsh walters walton wang warburton wardle warner
    warren warsame waterhouse watkins watson watt watts weaver webb weber webster weeks weir wells wharton
    wheatley wheeler whelan whitaker whitehead whittaker whittle wicks wijesinghe wilcox wilde wilding
    wilkes wilkins wilkinson williams williamson willis wilson winfield winstanley wisniewski wojcik wolfe
    wong woodcock woodhouse woodward woolley worthington wozniak wren wright wu wyatt wyn yang yates yeung
    yilmaz yorke yusuf zaidi zaman zhang zhou zielinska zulu"""
)
# Those of them that could follow some other word ("Dog Walker", "Kings Norton").
TRADES_AND_TOWNS: Final = word_set(
    """addo archer ashton aston bailey baker banda barker barnes barr barton bates bello bentley berry
    bevan birch boyd bryant burns butler carter cartwright clarke clayton cole cooper costa crawford
    cullen das dawson denton dodd dunn dyer ferrari finch fisher fletcher forster foster fowler freeman
    fuller gardner garner gebre gill goodwin hamilton harding hardy harper hart hartley hawkins heaton
    holloway hooper horton houghton howard howell hudson hunter hurst kaiser kane kaya kemp kirby kirk
    knox lang langley latham leach li lister lloyd lockwood lomas lyons maddox mann marlow marsden
    marshall mayo mazur miller milne moody moore morgan moseley moss muller murray myers nash naylor
    needham nelson nolan norton nur oakley ogden parker peel penn perkins pickles pike piper platt popa
    pope porter potter pratt proctor rana randall raven reed rhodes riley rossi rowe rudd salmon sanders
    sargent sawyer scott seymour sharples shaw shelton shepherd sheridan sherwood shields skelton skinner
    slater sloan spencer spooner squires stanton starkey steele stokes storey stubbs styles talbot tan
    tanner tate tattersall thorne thornton thorpe todd tucker turay turner tyler underwood upton vance
    varley vega wade wainwright walden walker wallace walton warburton warner warren weaver webb weber
    webster weeks weir wells wharton wheatley wheeler whittle wilde winfield wolfe woodcock woodhouse
    worthington wren wright zulu"""
)
# Surnames that are also ordinary words ("A. Young people"), or places ("Rose Hill").
SURNAMES_AND_WORDS: Final = word_set(
    """bell best bird bishop black bond bright chambers cook fox frost grant hope hunt king knight lamb
    little long mason page parsons power price rich rose savage sharp short small smart snow summers swan
    swift waters white winter young"""
)
SURNAMES_AND_PLACES: Final = word_set(
    """banks blackburn bolton bradford brooks burton cross dale day dean field fields ford gates green
    hall heath hill holland holt kent lancaster lane marsh middleton mills moor newton park preston rivers
    stafford stirling stone sutton wakefield ward west weston wood woods york"""
)
# Small words inside a surname; a name never ends in one.
PARTICLES: Final = word_set(
    """ab al ap bin bint da de del della den der di dos du el ferch ibn la le ul van von"""
)
TITLES: Final = word_set(
    """cllr constable councillor dame dc dci di dr ds insp inspector lady lord miss mr mrs ms mx pc pcso
    prof professor rev revd reverend sergeant sgt sir wpc"""
)
# In capitals these are also a computer, a company or a current: "PC Support", "MS Dynamics".
TITLES_LIKE_ACRONYMS: Final = frozenset({"PC", "WPC", "PCSO", "DC", "DCI", "DS", "DI", "MS"})
# Hospitals, schools and trusts are called Sir, Dame and Doctor too; nothing is called Mrs.
TITLES_OF_THINGS: Final = word_set("dame dr lady lord prof professor rev reverend sir")
