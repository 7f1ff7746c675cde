-- Nyckeltal om platser och personer. En person räknas en gång genom sin nyckel (deltagare), en plats genom sin post.

-- Överenskomna platser, även i externa upphandlingar.
create view n08 as
select post, enhet, platser as "täljare", "möte" as datum, "möte_sist" as datum_sist,
  form, kravtyp, "leverantör", part, "förvaltning", bransch
from dialogplats
where status in ('överenskommen', 'fullföljd', 'bruten');

-- Startade placeringar och överenskomna platser, till kvoten mellan dem.
create view n09 as
select
  startad.post,
  startad.post as enhet,
  startad.deltagare as person,
  1 as "täljare",
  0 as "nämnare",
  startad."faktisk_från" as datum,
  startad."faktisk_från_sist" as datum_sist,
  startad.part,
  startad.form,
  upphandling_kravtyp.kravtyp,
  startad."förvaltning",
  startad.bransch
from startad
left join upphandling_kravtyp on upphandling_kravtyp.post = startad.upphandling
union all
select post, enhet, cast(null as varchar) as person, 0 as "täljare", "täljare" as "nämnare", datum, datum_sist,
  part, form, kravtyp, "förvaltning", bransch
from n08;

-- Det finns startade placeringar i perioden att jämföra med platserna.
create view n09_olika_tid as
select count(*) as placeringar, cast(null as date) as datum, cast(null as date) as datum_sist
from startad
cross join period
where startad."faktisk_från" <= period.till and startad."faktisk_från_sist" >= period."från"
having count(*) > 0;

-- Personer som har börjat. Flera placeringar för samma person räknas en gång.
create view n10 as
select
  startad.post,
  startad.deltagare as enhet,
  startad.deltagare as person,
  1 as "täljare",
  startad."faktisk_från" as datum,
  startad."faktisk_från_sist" as datum_sist,
  startad.part,
  startad."kön",
  startad."åldersgrupp",
  startad."försörjning_före",
  startad.form,
  upphandling_kravtyp.kravtyp,
  startad."förvaltning",
  startad.bransch
from startad
left join upphandling_kravtyp on upphandling_kravtyp.post = startad.upphandling;

-- Startade placeringar, en enhet för varje placering.
create view n12 as
select
  post,
  post as enhet,
  person,
  "täljare",
  datum,
  datum_sist,
  part,
  "kön",
  "åldersgrupp",
  form,
  kravtyp,
  "förvaltning",
  bransch
from n10;

-- Kvinnor bland dem vars kön är känt.
create view n13 as
select
  post,
  enhet,
  person,
  case when "kön" = 'kvinna' then 1 when "kön" <> 'okänt' then 0 end as "täljare",
  1 as "nämnare",
  datum,
  datum_sist,
  part,
  form,
  kravtyp,
  "förvaltning",
  bransch
from n10;

-- Dagar gånger omfattning i procent, för de dagar av placeringen som ligger i perioden.
create view n15 as
select
  startad.post,
  startad.post as enhet,
  startad.deltagare as person,
  case
    when (startad."faktisk_från" = startad."faktisk_från_sist" or startad."faktisk_från_sist" <= period."från")
      and (startad.faktisk_till = startad.faktisk_till_sist or startad.faktisk_till >= period.till
        or (startad.faktisk_till is null and startad.status in ('pågående', 'paus')))
    then startad.omfattning_procent * greatest(0, 1 + datediff(
      'day',
      greatest(startad."faktisk_från", period."från"),
      least(coalesce(startad.faktisk_till, least(period.idag, period.till)), period.till)))
  end as "täljare",
  case when startad."faktisk_från" is not null then period."från" end as datum,
  case when startad."faktisk_från" is not null then period.till end as datum_sist,
  startad.part,
  startad."kön",
  startad.form,
  startad."förvaltning",
  startad.bransch
from startad
cross join period
where (startad."faktisk_från" is null or startad."faktisk_från" <= period.till)
  and (startad.faktisk_till_sist is null or startad.faktisk_till_sist >= period."från");

-- Avslutade placeringar med utfall.
create view n18 as
select
  post,
  post as enhet,
  deltagare as person,
  1 as "täljare",
  faktisk_till as datum,
  faktisk_till_sist as datum_sist,
  part,
  utfall,
  "kön",
  "åldersgrupp",
  form,
  "förvaltning",
  bransch
from avslutad;

-- Avslutade placeringar med känt utfall, samlade i tre resultat.
create view n19 as
select
  post,
  post as enhet,
  deltagare as person,
  case
    when utfall in ('arbete_osubventionerat', 'arbete_subventionerat', 'studier') then 1
    when utfall not in ('ej_avstämd', 'okänt') then 0
  end as "täljare",
  1 as "nämnare",
  faktisk_till as datum,
  faktisk_till_sist as datum_sist,
  part,
  case
    when utfall in ('arbete_osubventionerat', 'arbete_subventionerat', 'studier') then 'arbete_eller_studier'
    when utfall in ('arbetslöshetsersättning', 'försörjningsstöd', 'arbetslöshetsersättning_och_försörjningsstöd')
      then 'ersättning_eller_försörjningsstöd'
    when utfall not in ('ej_avstämd', 'okänt') then 'annat'
  end as resultat,
  "kön",
  form,
  "förvaltning",
  bransch
from avslutad;

-- Personer med försörjningsstöd före, bland dem vars försörjning är känd.
create view n21 as
select
  post,
  enhet,
  person,
  case when "försörjning_före" = 'försörjningsstöd' then 1 when "försörjning_före" <> 'okänt' then 0 end as "täljare",
  1 as "nämnare",
  datum,
  datum_sist,
  part,
  "kön",
  "åldersgrupp",
  form
from n10;
