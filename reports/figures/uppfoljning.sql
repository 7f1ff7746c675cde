-- Nyckeltal om utvärdering och aktiviteter.

-- Arbetsgivarnas svar om mervärde. Utvärderingen avser en upphandling, en placering eller en dialog.
create view n29 as
select
  utvardering.post,
  utvardering.post as enhet,
  case when utvardering."mervärde" = 'ja' then 1 when utvardering."mervärde" is not null then 0 end as "täljare",
  1 as "nämnare",
  utvardering.inkommen as datum,
  utvardering.inkommen_sist as datum_sist,
  coalesce(placering."leverantör", dialog."leverantör") as "leverantör",
  upphandling_kravtyp.kravtyp,
  upphandling."förvaltning",
  upphandling.bransch
from utvardering
left join placering on placering.post = utvardering.avser
left join dialog on dialog.post = utvardering.avser
left join upphandling on upphandling.post = coalesce(placering.upphandling, dialog.upphandling, utvardering.avser)
left join upphandling_kravtyp on upphandling_kravtyp.post = upphandling.post
where utvardering.slag = 'arbetsgivare'
  and (utvardering.inkommen is not null or utvardering.status in ('inkommen', 'granskad'))
  and (upphandling.part is null or upphandling.part <> 'extern');

-- Aktiviteter, så många gånger som de anger. En aktivitet som pågår längre räknas när den börjar.
create view n36 as
select
  post,
  post as enhet,
  coalesce("antal_tillfällen", 1) as "täljare",
  coalesce(datum, "period_från") as datum,
  coalesce(datum_sist, "period_från_sist") as datum_sist,
  slag,
  "målområde",
  antal_deltagare
from aktivitet;

create view n36_matt as
select post, enhet, "täljare", datum, datum_sist, slag, "målområde", 'aktiviteter' as "mått"
from n36
union all
select post, enhet || '/deltagare' as enhet, antal_deltagare as "täljare", datum, datum_sist, slag, "målområde",
  'deltagare' as "mått"
from n36;

-- Aktiviteter i perioden som pågår längre än en dag och inte anger hur många tillfällen de gäller.
create view n36_utan_antal as
select
  count(*) as aktiviteter,
  cast(null as date) as datum,
  cast(null as date) as datum_sist
from aktivitet
cross join period
where aktivitet."period_från" is not null
  and aktivitet."antal_tillfällen" is null
  and aktivitet."period_från" <= period.till
  and aktivitet."period_från_sist" >= period."från"
having count(*) > 0;

-- Åtaganden som är slut: de som är avgjorda, och de vars avtal är slut. Står ett krav i flera rader gäller den senaste.
create view n25 as
select
  atagande.post,
  atagande.enhet,
  case when avgjort.status = 'uppfyllt' then 1 when avgjort.status is not null then 0 end as "täljare",
  1 as "nämnare",
  case when avgjort.status is not null then avgjort.datum
    when atagande.avtalsslut_sist < period.idag then atagande.avtalsslut end as datum,
  case when avgjort.status is not null then avgjort.datum_sist
    when atagande.avtalsslut_sist < period.idag then atagande.avtalsslut_sist end as datum_sist,
  avgjort.status as uppfyllnad,
  atagande.kravtyp,
  atagande."leverantör",
  atagande."förvaltning",
  atagande.upphandlande_organisation,
  atagande.bransch
from atagande
cross join period
left join uppfyllnad as avgjort
  on avgjort.post = atagande.post
  and avgjort.krav = atagande.krav
  and avgjort."leverantör" = atagande."leverantör"
  and avgjort.status in ('uppfyllt', 'delvis_uppfyllt', 'ej_uppfyllt', 'sanktionsbeslut')
  and not exists (
    select 1
    from uppfyllnad as senare
    where senare.post = avgjort.post
      and senare.krav = avgjort.krav
      and senare."leverantör" = avgjort."leverantör"
      and senare.datum > avgjort.datum_sist)
where avgjort.status is not null
  or atagande.status in ('avslutad', 'utvärderad')
  or atagande.avtalsslut_sist < period.idag;

-- Den första dialogen och den första placeringen hos varje leverantör, när det går att säga vilken dag det var.
create view forsta_dialog as
select
  kravpost as post,
  "leverantör",
  min(coalesce("möte", date '1000-01-01')) as tidigast,
  min(coalesce("möte_sist", date '9999-12-31')) as senast
from hallen
group by kravpost, "leverantör";

create view forsta_plats as
select
  kravpost.kravpost as post,
  startad."leverantör",
  min(coalesce(startad."faktisk_från", date '1000-01-01')) as tidigast,
  min(coalesce(startad."faktisk_från_sist", date '9999-12-31')) as senast
from startad
join kravpost on kravpost.post = startad.upphandling
group by kravpost.kravpost, startad."leverantör";

-- Stegen från tilldelning till första plats för varje leverantör i en upphandling med krav. NULL är okänd eller inte gjord än.
create view ledtid as
select distinct
  atagande.post,
  atagande.post || '/' || coalesce(atagande."leverantör", '') as enhet,
  case when atagande.tilldelning = atagande.tilldelning_sist then atagande.tilldelning end as "tilldelad_då",
  case when atagande."överlämnad_tidigast" = atagande."överlämnad_senast"
    then atagande."överlämnad_tidigast" end as "överlämnad_då",
  case when forsta_dialog.tidigast = forsta_dialog.senast then forsta_dialog.tidigast end as "dialog_då",
  case when forsta_plats.tidigast = forsta_plats.senast then forsta_plats.tidigast end as "plats_då",
  atagande.tilldelad_tidigast as datum,
  atagande.tilldelad_senast as datum_sist,
  atagande."leverantör",
  atagande."förvaltning",
  atagande.upphandlande_organisation,
  atagande.bransch
from atagande
left join forsta_dialog on forsta_dialog.post = atagande.post and forsta_dialog."leverantör" = atagande."leverantör"
left join forsta_plats on forsta_plats.post = atagande.post and forsta_plats."leverantör" = atagande."leverantör";

create view n26 as
select
  ledtid.post,
  ledtid.enhet,
  datediff('day', "tilldelad_då", "plats_då") as "täljare",
  ledtid.datum,
  ledtid.datum_sist,
  ledtid."leverantör",
  upphandling_kravtyp.kravtyp,
  ledtid."förvaltning",
  ledtid.upphandlande_organisation,
  ledtid.bransch
from ledtid
join upphandling_kravtyp on upphandling_kravtyp.post = ledtid.post;

create view n26_steg as
select post, enhet || '/1' as enhet, datediff('day', "tilldelad_då", "överlämnad_då") as "täljare", datum, datum_sist,
  'tilldelning_till_överlämning' as "ledtid"
from ledtid
union all
select post, enhet || '/2' as enhet, datediff('day', "överlämnad_då", "dialog_då") as "täljare", datum, datum_sist,
  'överlämning_till_dialog' as "ledtid"
from ledtid
union all
select post, enhet || '/3' as enhet, datediff('day', "dialog_då", "plats_då") as "täljare", datum, datum_sist,
  'dialog_till_plats' as "ledtid"
from ledtid
union all
select post, enhet || '/4' as enhet, datediff('day', "tilldelad_då", "plats_då") as "täljare", datum, datum_sist,
  'hela_tiden' as "ledtid"
from ledtid;

-- Lägesrapporter som skulle ha kommit, och om de kom i tid.
create view n27 as
select
  lagesrapport.post,
  lagesrapport.post || '/' || cast(lagesrapport.till as varchar) as enhet,
  case when lagesrapport.inkom <= lagesrapport.senast then 1 else 0 end as "täljare",
  1 as "nämnare",
  lagesrapport.senast as datum,
  lagesrapport.senast_sist as datum_sist,
  dialog."leverantör",
  upphandling_kravtyp.kravtyp,
  upphandling.part,
  upphandling."förvaltning",
  upphandling.bransch
from lagesrapport
join dialog on dialog.post = lagesrapport.post
join upphandling on upphandling.post = dialog.upphandling
join kravpost on kravpost.post = dialog.upphandling
join upphandling_kravtyp on upphandling_kravtyp.post = kravpost.kravpost;

-- Begärda utvärderingar, och om svaret har kommit.
create view n28 as
select
  utvardering.post,
  utvardering.post as enhet,
  case
    when utvardering.inkommen is not null or utvardering.status in ('inkommen', 'granskad') then 1
    when utvardering.status in ('begärd', 'påmind', 'utebliven') then 0
  end as "täljare",
  1 as "nämnare",
  utvardering."begärd" as datum,
  utvardering."begärd_sist" as datum_sist,
  utvardering.slag,
  coalesce(placering."leverantör", dialog."leverantör") as "leverantör",
  upphandling."förvaltning",
  upphandling.bransch
from utvardering
left join placering on placering.post = utvardering.avser
left join dialog on dialog.post = utvardering.avser
left join upphandling on upphandling.post = coalesce(placering.upphandling, dialog.upphandling, utvardering.avser)
where (utvardering."begärd" is not null or utvardering.status in ('begärd', 'påmind', 'utebliven'))
  and (upphandling.part is null or upphandling.part <> 'extern');

-- Beslut om följd när ett krav inte är uppfyllt: vite, hävning eller att avstå.
create view n34 as
select
  uppfyllnad.post,
  uppfyllnad.post || '/' || uppfyllnad.krav || '/' || uppfyllnad."leverantör" || '/'
    || coalesce(uppfyllnad.uppfyllnad, '') || '/' || uppfyllnad."följd" || '/'
    || coalesce(cast(uppfyllnad.datum as varchar), '') || '/' || coalesce(cast(uppfyllnad.belopp as varchar), '') as enhet,
  1 as "täljare",
  uppfyllnad.datum,
  uppfyllnad.datum_sist,
  uppfyllnad."följd",
  krav.typ as kravtyp,
  uppfyllnad."leverantör",
  upphandling."förvaltning",
  upphandling.upphandlande_organisation,
  upphandling.bransch,
  case when uppfyllnad."följd" = 'vite' then uppfyllnad.belopp else 0 end as belopp
from uppfyllnad
join upphandling on upphandling.post = uppfyllnad.post
left join krav on krav.post = uppfyllnad.post and krav.krav = uppfyllnad.krav
where uppfyllnad."följd" is not null and upphandling.part <> 'extern';

create view n34_belopp as
select post, enhet, belopp as "täljare", datum, datum_sist, 'vite_i_kronor' as "mått"
from n34;
