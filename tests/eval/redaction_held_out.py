"""Sentences that hold what must not be kept, each kind in the languages mentors write in.

Written before the word lists, and not to tune them by. A line: language | kinds | sentence, where
what must go stands in {} and the rest must be able to stay. All of it is invented.
"""

from __future__ import annotations

LINES = """
nb | diagnosis | Han har fått {ADHD} sier han, og det forklarer en del
nb | diagnosis | hun har {sosial angst} og tør ikke ta telefonen i resepsjonen
nb | diagnosis | Deltakeren fortalte om {Crohns sykdom} i dag
nb | diagnosis | legen mener det er {utbrenthet} eller {depresjon}
nb | diagnosis | han har en {autismespekterforstyrrelse} og trenger fast plass
nb | diagnosis | hun sier hun er {bipolar}
nb | diagnosis | {prolaps} i ryggen, så han løfter ingenting
nb | diagnosis | jeg tror han har {dysleksi} for han leser aldri lappene
nb | diagnosis | fikk vite at hun har {epilepsi}, hva gjør vi ved maskinen
nb | diagnosis | hun har {ME} og orker fire timer
nn | diagnosis | Ho har {fibromyalgi} og er stiv om morgonen
nn | diagnosis | han seier han har {schizofreni}, eg veit ikkje kva eg skal tru
nn | diagnosis | Ho fekk {kreft} i fjor og er tilbake no
nn | diagnosis | guten har {Aspergers} og likar faste rutinar
dialect | diagnosis | hainn har {adhd} å klare itj å sitt i ro
dialect | diagnosis | ho har {migrene} kvar einaste uka
dialect | diagnosis | an har {diabetes} sei an, må ete heile tida
en | diagnosis | he told me he has {PTSD} from the war
en | diagnosis | She has {anxiety} and {OCD}, so the checklists get long
en | diagnosis | turns out he is on the {autism spectrum}
en | diagnosis | she was diagnosed with {arthritis} last month
l2 | diagnosis | Han har {depresjon}. Han ikke snakke mye
l2 | diagnosis | Hun si hun har {epilepsi}, jeg er redd for maskin
l2 | diagnosis | Legen si {diabetes}, han må spise klokka 11
nb | health_detail | Hun går på {Sobril} og virker trøtt etter lunsj
nb | health_detail | han er {sykmeldt} 50 prosent ut mai
nb | health_detail | hun fikk {panikkanfall} på lageret i går
nb | health_detail | Hun er {gravid} i fjerde måned og løfter fortsatt
nb | health_detail | han går til {psykolog} annenhver torsdag
nb | health_detail | hun har vært {innlagt} før, to ganger
nb | health_detail | han har begynt på {antidepressiva} og sover dårlig
nb | health_detail | hun skal {opereres} i kneet i juni
nb | health_detail | han fortalte om et {selvmordsforsøk} for noen år siden
nb | health_detail | legen økte dosen {Ritalin}
nb | health_detail | jeg er selv blitt {sykemeldt} av dette
nb | health_detail | hun har time på {DPS} på tirsdager
nn | health_detail | Ho er {gravid} og vil ikkje seie det til sjefen
nn | health_detail | han er {sjukmeld} ut månaden
nn | health_detail | ho går i {terapi} og må gå tidleg på onsdagar
nn | health_detail | Ho fekk {panikkåtak} i heisen
dialect | health_detail | ho e {sjukmeldt} te over påske
dialect | health_detail | hainn får {metadon} kvar mårra, derfor kjæm an seint
dialect | health_detail | ho har vorre {innlagt} før sei ho
en | health_detail | she is {pregnant} and hasn't told the boss
en | health_detail | he is on {antidepressants} and sleepy all morning
en | health_detail | she had a {panic attack} in the stock room
en | health_detail | he sees a {therapist} every Thursday at two
en | health_detail | he tried to {kill himself} two years ago, he told me calmly
l2 | health_detail | Hun {gravid} tre måned, hun ikke løfte
l2 | health_detail | Han ta {medisin} for hodet og sove på jobb
l2 | health_detail | Hun gå til {psykolog}, derfor borte tirsdag
nb | substance | han luktet {alkohol} da han kom i dag
nb | substance | Hun kom {ruset} på jobb, tror jeg
nb | substance | han røyker {hasj} i pausene sier de andre
nb | substance | han har vært {rusfri} i ni måneder og er stolt
nb | substance | hun var tydelig {bakfull} på mandag
nb | substance | fant en pose med {amfetamin} i garderoben
nb | substance | jeg tror han har begynt å {drikke igjen}
nn | substance | han lukta {sprit} i morgontimane
nn | substance | Ho har vore i {avrusing} tidlegare
nn | substance | eg trur han er {rusa} på jobb
dialect | substance | hainn lukta {øl} klokka åtte om mårran
dialect | substance | ho {ruse sæ} i helgan å e borte måndag
en | substance | I could smell {alcohol} on him this morning
en | substance | he told me he used to be on {heroin}
en | substance | came in {drunk}, I sent him home
en | substance | she has been {sober} for six months
l2 | substance | Han lukte {alkohol} på morgen
l2 | substance | Jeg tror han bruke {narkotika}
nb | crime | Han har {sittet inne} i to år, det vet bare jeg
nb | crime | hun er {dømt for} underslag
nb | crime | han har {fotlenke} og må være hjemme kl 16
nb | crime | det kom fram at han har {rulleblad}
nb | crime | han skal i {fengsel} i august, hva gjør vi med perioden
nb | crime | politiet {hentet} ham her i går
nb | crime | han har blitt tatt for {tyveri} før
nn | crime | Han har {sona} ein dom og skammar seg
nn | crime | ho vart {meld til politiet} av førre arbeidsgivar
dialect | crime | hainn har {sotte inne} før narko
en | crime | he just got out of {prison}
en | crime | she has a {criminal record} and is scared they will find out
en | crime | he is on {probation} and has to report on Fridays
l2 | crime | Han var i {fengsel} før, han fortelle meg
l2 | crime | {Politi ta} han på lørdag
nb | family | moren hans {døde} i forrige uke
nb | family | Hun ligger i {skilsmisse} og sover på sofaen til søsteren
nb | family | {barnevernet} har tatt ungene hennes
nb | family | hun bor på {krisesenter} nå
nb | family | det har vært {vold} hjemme hos ham
nb | family | han har nettopp hatt et {samlivsbrudd}
nb | family | hun kjemper om {foreldreretten}
nb | family | jeg skal i {begravelsen} til faren hans sammen med ham
nn | family | Mannen hennar {gjekk bort} i vinter
nn | family | det vart {slutt med} sambuaren og no er alt tungt
nn | family | Ho har mista {omsorga for} borna
dialect | family | mor hannes {døde} før jul
dialect | family | kjærringa har {gått ifra} hainn
en | family | his father {died} last week
en | family | she is going through a {divorce} and cries in the break room
en | family | he lost {custody} of his kids
en | family | her husband {hits} her, she says
l2 | family | Mamma til han er {død}, han gråte
l2 | family | Mannen {slå} henne hjemme
l2 | family | Hun {skilt} og bor alene med tre barn
nb | full_name | {Torgeir Lunsæterås} kom ikke i dag heller
nb | full_name | jeg snakket med {Maryam Yusufzai} om pausene
nb | full_name | ring {Jens-Petter von Krogh} hvis jeg ikke tar den
nb | full_name | gjelder {kari nordmannstad}, hun møtte ikke
nb | full_name | Kan dere ringe {Siw-Anita Bjørkeslett}?
nb | full_name | {ODD MAGNUSSEN} var borte igjen
nb | full_name | Det er {Kari N.} det gjelder
nb | full_name | deltakeren heter {jørn tverråbakk}
nn | full_name | Eg skriv om {Ragnhild Tveiterås}, ho strevar
nn | full_name | {Gudmund Øvrebøtun} vil byte avdeling
nn | full_name | Er det {Nguyen Thi Lan} eg skal følgje opp?
dialect | full_name | æ snakka me {Roar Åsmulen} i går
dialect | full_name | {Bjørnar Skjelsvoll} kom itj i dag
en | full_name | {Abdirahman Warsame} didn't show up
en | full_name | Can you ask {Tomasz Wiśniewski} to call me
en | full_name | My participant is {Eleanor O'Hanrahan}
en | full_name | her name is {Olena de la Fuente}
l2 | full_name | {Tesfay Gebremedhin} ikke komme i dag
l2 | full_name | Min deltaker heter {Ali Reza Hosseini}
l2 | full_name | Jeg jobbe med {Nadezhda Kovalenko} på kjøkken
nb | phone | nummeret hans er {900 00 012} hvis dere trenger det
nb | phone | ring meg på {+47 900-00-012} etter fire
nb | phone | {90000012} er mitt
nn | phone | du når meg på {900 00 013}
dialect | phone | ring mæ på {90 00 00 14} da
en | phone | my number is {+4790000015}
l2 | phone | Telefon min {900 000 16}
nb | email | send det til {kari.n@bedriften.no}
nn | email | eposten min er {ola_nordmann@firma.no}
en | email | write to me at {t.nowak (at) firma.no} please
l2 | email | Min epost {ali.h@example.com}
nb | address | han bor i {Nedre Storgate 14B} og kan ta bussen
nb | address | hent ham i {fjellveien 3} om morgenen
nn | address | ho har flytta til {Øvregata 7}, 5003 Bergen
dialect | address | an bur i {Skolevegen 12}
en | address | she lives at {Kirkegata 22}
l2 | address | Han bor {Storgata 5}
nb | birthdate | hun er født {12.03.1999}
nb | birthdate | han fyller år, født {3. mai 2001}
nn | birthdate | ho er fødd {04.11.88}
en | birthdate | born {14 May 1995} if you need it for the form
l2 | birthdate | Født {01/01/1990}, står på kort
nb | account | kontoen min er {1234.56.78903}
nn | account | lønna skal til {1503 12 34562}
en | account | pay it to {NO93 8601 1117 947}
nb | fnr | fnr er {010190 12345}
nb | fnr | hun ga meg {13.88.99 404 70}, hva skal jeg med det
nn | fnr | personnummeret er {15057512345}
en | fnr | his id number is {150575-12345}
l2 | dnr | D-nummer {41019012345} står på papir
nb | dnr | d-nummeret {63.84.86 00786} ble avvist
"""

CLEAN = """
nb | Hun er trøtt og lei seg om dagen, men gjør jobben
nb | han tok en paracet og ble med videre
nb | Mandag Morgen ble det rot på lageret
nb | I Dag gikk alt bra. God Helg!
nb | Han er flink i kassa 3, men glemmer kundeklubben
nb | Hun fikk skilt på døra og ny nøkkel
nb | vi er fulle av oppdrag og har ikke tid
nb | han drikker kaffe med de andre nå
nb | NAV Trondheim har ikke svart på søknaden
nb | hun mistet bussen og kom tjue over
nb | hvordan gir jeg ros uten at det blir rart
nb | Møtet er flyttet til 14.04.2027 kl 10.30 på rom 214
nb | ordre 40012345 ble pakket feil, og så gikk han hjem
nb | Sak T4K7 er løst, takk
nb | Han ruslet rundt på lageret i to timer
nb | behandlingen av søknaden tar lang tid
nb | det var dødstille i lunsjen
nb | jeg er dødstrøtt av skjemaer
nb | slutt med møter på fredager, vær så snill
nb | vi trenger bedre hørselvern i verkstedet
nb | han slår hull på esker raskere enn meg
nb | Hun slo alle i bordtennis
nb | far, mor og barn er i butikken på lørdager, så da er det travelt
nb | legen ringte ikke, det var tannlegen min
nb | operasjonen ved maskin 4 er vanskelig
nn | Ho er glad i arbeidet og kjem tidleg
nn | Han er sliten, men smiler
nn | Eg fekk ikkje tak i NAV før klokka tre
nn | ho sa stopp då det vart for mykje
dialect | hainn va trøtt i dag, mæn d gjekk bra
dialect | ho lært sæ kassa på to daga
dialect | d gjekk heilt fint i går
en | He is tired on Mondays but works hard
en | the machine died in the middle of the shift
en | she hit her target today
en | I'm drowning in paperwork this week
en | On Monday the Excel sheet was wrong again
en | He got a high score on the forklift test
l2 | Han er trøtt i dag. Han jobbe bra
l2 | Hun ikke forstå norsk ord på maskin
"""


def held_out() -> list[tuple[str, frozenset[str], str]]:
    """(language, kinds, sentence with its marks)."""
    rows = [line.split(" | ", 2) for line in LINES.strip().splitlines()]
    return [(language, frozenset(kinds.split()), text) for language, kinds, text in rows]


def clean() -> list[tuple[str, str]]:
    rows = [line.split(" | ", 1) for line in CLEAN.strip().splitlines()]
    return [(language, text) for language, text in rows]
