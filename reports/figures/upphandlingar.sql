-- Nyckeltal om upphandlingar. Varje rad är något som räknas: post, enhet, täljare, nämnare, datum.

-- Tjänsteupphandlingar med krav.
create view n01 as
select
  post,
  post as enhet,
  case when antal_krav > 0 then 1 when antal_krav = 0 then 0 end as "täljare",
  case when objekt = 'tjänst' then 1 when objekt <> 'okänt' then 0 end as "nämnare",
  tilldelad_tidigast as datum,
  tilldelad_senast as datum_sist,
  "förvaltning",
  upphandlande_organisation,
  bransch,
  form as upphandlingsform
from tilldelad;

-- Samma som n01, bland dem som passar enligt Göteborgs regel.
create view n02 as
select
  n01.post,
  n01.enhet,
  n01."täljare",
  case when n01."nämnare" = 0 or passar.passar = 0 then 0 when n01."nämnare" = 1 and passar.passar = 1 then 1 end
    as "nämnare",
  n01.datum,
  n01.datum_sist,
  n01."förvaltning",
  n01.upphandlande_organisation,
  n01.bransch,
  n01.upphandlingsform
from n01
join passar_goteborg as passar on passar.post = n01.post;

-- En rad för varje egen upphandling och typ av krav. Upphandlingar utan krav räknas inte.
create view n03 as
select
  egen.post,
  egen.post as enhet,
  case when egen.antal_krav > 0 then 1 end as "täljare",
  coalesce(egen.tilldelning, egen."stängd", tilldelad.tilldelad_tidigast) as datum,
  coalesce(egen.tilldelning_sist, egen."stängd_sist", tilldelad.tilldelad_senast) as datum_sist,
  upphandling_kravtyp.kravtyp,
  egen."förvaltning",
  egen.upphandlande_organisation,
  egen.objekt,
  egen.bransch
from egen
left join tilldelad on tilldelad.post = egen.post
join upphandling_kravtyp on upphandling_kravtyp.post = egen.post
where (egen.antal_krav > 0 or egen.antal_krav is null)
  and (tilldelad.post is not null or egen."stängd" is not null);

-- Platserna som kraven i upphandlingarna gäller.
create view n03_platser as
select distinct
  n03.post,
  n03.post || '/' || krav.krav as enhet,
  krav.antal as "täljare",
  n03.datum,
  n03.datum_sist,
  krav.typ as "krävda_platser"
from n03
join krav on krav.post = n03.post
where krav.enhet = 'platser' or (krav.typ = 'skarpt_krav' and krav.enhet is null);

-- Upphandlingar som passar, och om de har krav.
create view n04 as
select
  tilldelad.post,
  tilldelad.post as enhet,
  case when tilldelad.antal_krav > 0 then 1 when tilldelad.antal_krav = 0 then 0 end as "täljare",
  passar.passar as "nämnare",
  tilldelad.tilldelad_tidigast as datum,
  tilldelad.tilldelad_senast as datum_sist,
  tilldelad."förvaltning",
  tilldelad.upphandlande_organisation,
  tilldelad.objekt,
  tilldelad.bransch
from tilldelad
join passar on passar.post = tilldelad.post;

-- Företag med krav. Är leverantören inte noterad räknas upphandlingen som okänd.
create view n05 as
select
  tilldelad.post,
  coalesce(tilldelning."leverantör", tilldelad.post) as enhet,
  case when tilldelning."leverantör" is not null and tilldelad.antal_krav > 0 then 1 end as "täljare",
  tilldelad.tilldelad_tidigast as datum,
  tilldelad.tilldelad_senast as datum_sist,
  upphandling_kravtyp.kravtyp,
  tilldelning."leverantör",
  tilldelad."förvaltning",
  tilldelad.upphandlande_organisation,
  tilldelad.bransch
from tilldelad
left join tilldelning on tilldelning.post = tilldelad.post
join upphandling_kravtyp on upphandling_kravtyp.post = tilldelad.post
where tilldelad.antal_krav > 0 or tilldelad.antal_krav is null;

-- Rekvirerade platser, även i externa upphandlingar, så att de kan jämföras med de överenskomna.
create view n06 as
select post, enhet, platser as "täljare", rekvirerad as datum, rekvirerad_sist as datum_sist,
  form, kravtyp, "leverantör", part, "förvaltning", bransch
from dialogplats
where rekvirerad is not null;

-- Rekvirerade platser och företag med krav i egna upphandlingar, till kvoten mellan dem.
create view n07 as
select post, enhet, "täljare", 0 as "nämnare", datum, datum_sist, kravtyp, "förvaltning", bransch
from n06
where part <> 'extern'
union all
select post, enhet, 0 as "täljare", "täljare" as "nämnare", datum, datum_sist, kravtyp, "förvaltning", bransch
from n05;

-- Reserverade upphandlingar och upphandlingar med köpta platser.
create view reserverad as
select tilldelad.*, upphandling_kravtyp.kravtyp
from tilldelad
join upphandling_kravtyp on upphandling_kravtyp.post = tilldelad.post
where upphandling_kravtyp.kravtyp in ('reserverad_upphandling', 'köpta_sysselsättningsplatser');

create view n33 as
select
  post,
  post as enhet,
  1 as "täljare",
  coalesce(tilldelning, avtal_tecknat, tilldelad_tidigast) as datum,
  coalesce(tilldelning_sist, avtal_tecknat_sist, tilldelad_senast) as datum_sist,
  kravtyp,
  "förvaltning",
  upphandlande_organisation,
  bransch
from reserverad;

-- Antal upphandlingar, köpta platser och avtal, vart och ett för sig.
create view n33_matt as
select post, enhet || '/upphandling' as enhet, "täljare", datum, datum_sist,
  case when kravtyp = 'reserverad_upphandling' then 'reserverade_upphandlingar'
    else 'upphandlingar_med_köpta_platser' end as "mått"
from n33
union all
select n33.post, n33.post || '/' || krav.krav as enhet, krav.antal as "täljare", n33.datum, n33.datum_sist,
  'köpta_platser' as "mått"
from n33
join krav on krav.post = n33.post and krav.typ = n33.kravtyp
where krav.typ = 'köpta_sysselsättningsplatser' and (krav.enhet = 'platser' or krav.enhet is null)
union all
select n33.post, n33.post || '/avtal/' || coalesce(tilldelning.tilldelning, '') as enhet,
  case when tilldelning.tilldelning is not null then 1 end as "täljare", n33.datum, n33.datum_sist, 'avtal' as "mått"
from n33
left join tilldelning on tilldelning.post = n33.post
union all
select n33.post, n33.post || '/lokalt/' || coalesce(tilldelning.tilldelning, '') as enhet,
  case when organisation.lokal = 'ja' then 1 when organisation.lokal = 'nej' then 0 end as "täljare",
  n33.datum, n33.datum_sist, 'lokala_avtal' as "mått"
from n33
left join tilldelning on tilldelning.post = n33.post
left join organisation on organisation.post = tilldelning."leverantör";

-- Kommande upphandlingar, efter när behovet uppstår.
create view n40 as
select
  post,
  post as enhet,
  1 as "täljare",
  behov as datum,
  behov_sist as datum_sist,
  bransch,
  "förvaltning",
  upphandlande_organisation,
  objekt,
  status
from egen
where status in ('identifierad', 'bedömd', 'planerad');

-- Upphandlingar med krav efter när de lyftes, även externa och avbrutna.
create view lyft as
select
  upphandling.post,
  upphandling.post as enhet,
  1 as "täljare",
  upphandling.behov as datum,
  upphandling.behov_sist as datum_sist,
  upphandling.part,
  upphandling_kravtyp.kravtyp,
  upphandling."förvaltning",
  upphandling.upphandlande_organisation,
  upphandling.bransch,
  upphandling.status
from upphandling
join upphandling_kravtyp on upphandling_kravtyp.post = upphandling.post
where upphandling.antal_krav > 0 and upphandling."avrop_från" is null;

create view n41 as
select * from lyft where part <> 'extern';

-- Upphandlingar med krav, som n03 räknar dem, och om marknaden har tillfrågats i förväg.
-- En branschdialog eller RFI som nämner upphandlingen räknas också.
create view n38 as
select
  n03.post,
  n03.enhet,
  case
    when n03."täljare" is null then null
    when upphandling.antal_marknadsdialoger > 0 or tillfragad.upphandling is not null then 1
    when upphandling.antal_marknadsdialoger = 0 then 0
  end as "täljare",
  n03."täljare" as "nämnare",
  n03.datum,
  n03.datum_sist,
  n03.kravtyp,
  n03."förvaltning",
  n03.upphandlande_organisation,
  n03.objekt,
  n03.bransch
from n03
join upphandling on upphandling.post = n03.post
left join (
  select distinct aktivitet_upphandling.upphandling
  from aktivitet_upphandling
  join aktivitet on aktivitet.post = aktivitet_upphandling.post
  where aktivitet.slag in ('branschdialog', 'rfi')) as tillfragad
  on tillfragad.upphandling = n03.post;
