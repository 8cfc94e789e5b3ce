package inbound

// moreVoices are languages in which only somebody who speaks of themselves, or of what our messages are about, is recognised, and the stock
// phrases of programs: sv, da and no, fi, cs, hu, ro, ru, uk, tr.
var moreVoices = []voice{
	{
		common: newLexicon(`och att det som en ett är på av för med den har till inte om jag vi du ni de han hon men så var kan ska från vid hos nu här där när vad min mitt din ert er era vår vårt mig oss dig nog gärna tack hej alla bara finns blev har hade också`),
		first:  newLexicon(`jag mig min mitt mina`),
		plural: newLexicon(`vi oss vår vårt våra`),
		topic:  newLexicon(things + `länk* uppgift* läcka* åtkomst* öpp* säkerhet* leverantör* utvecklar* it-avdelning* skickade vidare kolla* tittar stäng* åtgärda* lösenord* mapp* fil* patient* kund*`),
	},
	{
		common: newLexicon(`og at det som en et er på af av for med den har til ikke om jeg vi du i de han hun men så var kan skal fra ved hos nu nå her der når hva hvad min mit mitt din jeres deres vår vores mig meg os oss dig deg gerne gjerne tak takk hej hei alle bare blev ble havde hadde også`),
		first:  newLexicon(`jeg mig meg min mitt mine`),
		plural: newLexicon(`vi os oss vores vår vårt våre`),
		topic:  newLexicon(things + `lenk* link* oplysning* opplysning* læk* lekk* adgang* tilgang* åb* åp* sikkerhed* sikkerhet* leverandør* udvikler* utvikler* it-afdeling* it-avdeling* videre* kigger ser sjekk* tjek* luk* steng* kode* mappe* fil* patient* kunde*`),
	},
	{
		common: newLexicon(`ja on ei se että en oli ovat olen me te hän he mutta niin nyt tässä kun mitä minun meidän teidän minä hei kiitos ole jos myös vain tämä sen tai kuin mikä kuka voi voin olemme`),
		first:  newLexicon(`minä minun olen en voin minulle minua *sin`),
		plural: newLexicon(`me meidän meille olemme meillä`),
		topic:  newLexicon(things + `tieto* tiedo* vuoto* pääsy* avoin* auki tietoturva* toimittaja* kehittäjä* it-* sulje* sulki* korja* tarkist* salasana* kansio* tiedosto* palvelin* palvelim* potilas* asiak*`),
	},
	{
		common: newLexicon(`a v na se je to že s z do o k i ale jsem jsme by pro ve za si ne není jsou byl byla bylo co jak už jen mi mě nás náš naše vám vás vaše vy my on ona oni tak když kde kdo proč dobrý den děkuji děkuju prosím ten ta toho tom tím které který která`),
		first:  newLexicon(`jsem mi mě můj moje mně mám nevím vím mohu můžu`),
		plural: newLexicon(`my nás náš naše nám jsme máme`),
		topic:  newLexicon(things + `dat* údaj* únik* přístup* otevřen* zabezpeč* dodavatel* vývojář* správc* zavře* zavřel* oprav* ověř* hesl* složk* soubor* pacient* zákazn* odkaz* databáz*`),
	},
	{
		common: newLexicon(`a az és hogy nem is egy ez van meg már csak de ha én mi ön önök ők volt lesz most itt ott mit mert azt ezt akkor még kell lehet kérem köszönöm köszönjük tisztelt üdvözlettel jó napot nekem minket nálunk sem el ki be amit aki ami`),
		first:  newLexicon(`én nekem engem tőlem hozzám vagyok tudok tudom láttam megnéztem szóltam kérem várom kaptam értem`),
		plural: newLexicon(`mi minket nekünk nálunk vagyunk tőlünk`),
		topic:  newLexicon(things + `adat* szivárg* hozzáfér* nyitott nyitva biztonság* szolgáltató* fejlesztő* rendszergazd* lezár* bezár* javít* ellenőriz* jelszó* mappa* mappá* fájl* beteg* ügyfel* link* tárhely* szerver*`),
	},
	{
		common: newLexicon(`și si de la în in a nu este e că ca cu pe un o din pentru sunt am ați au ne vă va mai dar ce cum cine unde când dacă doar acum aici mi mă îmi noi dumneavoastră bună ziua mulțumesc multumesc vă vreau pot avem fost lui ei al ale`),
		first:  newLexicon(`eu mă mi îmi mie meu mea mei vreau pot știu stiu văd`),
		plural: newLexicon(`noi ne nostru noastră noștri avem suntem`),
		topic:  newLexicon(things + `date* scurger* acces* deschis* securit* furnizor* dezvoltat* administrator* închis* inchis* rezolv* verific* parol* dosar* fișier* fisier* pacien* clien* link*`),
	},
	{
		common: newLexicon(`и в не на что это мы вы я с у по как но за для от все к из так же бы его ли если уже или нет да мне меня нас вам вас наш наша наши ваш ваше был была было есть здравствуйте добрый день спасибо пожалуйста кто где когда он она они сейчас только`),
		first:  newLexicon(`я мне меня мной мой моя мои могу знаю думаю`),
		plural: newLexicon(`мы нас нам наш наша наши`),
		topic:  newLexicon(things + `данн* утечк* доступ* открыт* безопасн* подрядчик* разработчик* администратор* закры* исправ* провер* пароль* папк* файл* пациент* клиент* ссылк* сервер* баз* хостинг*`),
	},
	{
		common: newLexicon(`і й в не на що це ми ви я з у по як але за для від все до так же його чи якщо вже або ні так мені мене нас вам вас наш наша наші ваш ваше був була було є добрий день дякую дякуємо будь ласка хто де коли він вона вони зараз лише`),
		first:  newLexicon(`я мені мене мій моя мої можу знаю думаю`),
		plural: newLexicon(`ми нас нам наш наша наші`),
		topic:  newLexicon(things + `дан* витік* доступ* відкрит* безпек* підрядник* розробник* адміністратор* закри* виправ* перевір* пароль* папк* файл* пацієнт* клієнт* посилан* сервер* баз* хостинг*`),
	},
	{
		common: newLexicon(`ve bir bu için da de ile ben biz siz çok ne mi mı var yok olarak gibi daha ama bize bana size merhaba teşekkürler teşekkür ederim ederiz lütfen nasıl kim nerede şu o olan ya değil evet hayır iyi günler bizim benim sizin`),
		first:  newLexicon(`ben bana benim beni bende`),
		plural: newLexicon(`biz bize bizim bizi`),
		topic:  newLexicon(things + `veri* sızıntı* erişim* açık* güvenlik* tedarikçi* geliştirici* yönetici* kapat* düzelt* kontrol* parola* şifre* klasör* dosya* hasta* müşteri* sunucu*`),
	},
}
