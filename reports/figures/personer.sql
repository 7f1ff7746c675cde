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
  "åldersgrupp",
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
  startad."åldersgrupp",
  startad.form,
  upphandling_kravtyp.kravtyp,
  startad."förvaltning",
  startad.bransch
from startad
cross join period
left join upphandling_kravtyp on upphandling_kravtyp.post = startad.upphandling
where (startad."faktisk_från" is null or startad."faktisk_från" <= period.till)
  and (startad.faktisk_till_sist is null or startad.faktisk_till_sist >= period."från");

-- Periodens månader till och med dagen för körningen, högst tusen.
create view siffra as
select 0 as n union all select 1 union all select 2 union all select 3 union all select 4
union all select 5 union all select 6 union all select 7 union all select 8 union all select 9;

create view manad as
select
  greatest(period."från", cast(date_trunc('month', period."från") + ordning.n * interval '1' month as date)) as "från",
  least(period.till, cast(date_trunc('month', period."från") + (ordning.n + 1) * interval '1' month
    - interval '1' day as date)) as till
from period
cross join (
  select 100 * hundratal.n + 10 * tiotal.n + ental.n as n
  from siffra as hundratal
  cross join siffra as tiotal
  cross join siffra as ental) as ordning
where date_trunc('month', period."från") + ordning.n * interval '1' month <= least(period.till, period.idag);

-- Samma som n15, månad för månad.
create view n15_manad as
select
  n15.post,
  n15.enhet || '/' || cast(manad."från" as varchar) as enhet,
  n15.person,
  case when n15."täljare" is not null then startad.omfattning_procent * greatest(0, 1 + datediff(
    'day',
    greatest(startad."faktisk_från", manad."från"),
    least(coalesce(startad.faktisk_till, least(period.idag, manad.till)), manad.till))) end as "täljare",
  case when n15.datum is not null then manad."från" end as datum,
  case when n15.datum is not null then manad.till end as datum_sist,
  n15.part
from n15
join startad on startad.post = n15.post
cross join manad
cross join period
where (startad."faktisk_från" is null or startad."faktisk_från" <= manad.till)
  and (startad.faktisk_till_sist is null or startad.faktisk_till_sist >= manad."från");

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
  kravtyp,
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
  "åldersgrupp",
  form,
  kravtyp,
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
  form,
  kravtyp,
  "förvaltning",
  bransch
from n10;

-- Genomförd och avtalad tid för avslutade placeringar, i dagar gånger omfattning i procent.
-- Båda ändarna räknas. Saknas den faktiska starten gäller den planerade, som i bedömningen av uppfyllnad.
create view avtalad_tid as
select
  avslutad.*,
  case when "faktisk_från" is not null then "faktisk_från" else "planerad_från" end as "från",
  case when "faktisk_från" is not null then "faktisk_från_sist" else "planerad_från_sist" end as "från_sist"
from avslutad;

create view tidsandel as
select
  avtalad_tid.*,
  case when "från" = "från_sist" and faktisk_till = faktisk_till_sist
    then greatest(0, 1 + datediff('day', "från", faktisk_till)) end as "genomförda_dagar",
  case when "planerad_från" = "planerad_från_sist" and planerad_till = planerad_till_sist
    and planerad_till >= "planerad_från"
    then 1 + datediff('day', "planerad_från", planerad_till) end as avtalade_dagar
from avtalad_tid;

create view n16 as
select
  post,
  post as enhet,
  deltagare as person,
  "genomförda_dagar" * omfattning_procent as "täljare",
  avtalade_dagar * omfattning_procent as "nämnare",
  faktisk_till as datum,
  faktisk_till_sist as datum_sist,
  part,
  "kön",
  "åldersgrupp",
  form,
  kravtyp,
  "förvaltning",
  bransch
from tidsandel;

-- Varje placering för sig: nådde den andelen av den avtalade tiden som räcker?
create view n16_grans as
select
  tidsandel.post,
  tidsandel.post as enhet,
  tidsandel.deltagare as person,
  case when "genomförda_dagar" is not null and avtalade_dagar is not null then 1 end as "täljare",
  1 as "nämnare",
  tidsandel.faktisk_till as datum,
  tidsandel.faktisk_till_sist as datum_sist,
  tidsandel.part,
  case when "genomförda_dagar" * 100 >= avtalade_dagar * villkor."uppfyllt_vid_procent" then 'når'
    when "genomförda_dagar" * 100 < avtalade_dagar * villkor."uppfyllt_vid_procent" then 'når_inte' end as "gräns"
from tidsandel
join villkor on villkor.register = tidsandel.register;

-- Avslutade placeringar, och om de slutade i förtid. Statusen avgör: i förtid och fullföljd går inte ihop.
create view n17 as
select
  post,
  post as enhet,
  deltagare as person,
  case when status = 'avslutad_i_förtid' then 1 else 0 end as "täljare",
  1 as "nämnare",
  faktisk_till as datum,
  faktisk_till_sist as datum_sist,
  part,
  case when status = 'avslutad_fullföljd' then 'fullföljd'
    when orsak <> 'fullföljd' then orsak
    else 'okänt' end as avslut,
  "kön",
  "åldersgrupp",
  form,
  kravtyp,
  "förvaltning",
  bransch
from avslutad;

-- Uppföljningarna 6 och 12 månader efter slutet, gjorda eller inte. Saknas dagen är den så långt efter den sista dagen.
create view uppfoljning as
select
  avslutad.*,
  tid.tidpunkt,
  utfall.utfall as "då",
  coalesce(utfall.datum, case when tid.tidpunkt = '6_månader' then cast(faktisk_till + interval '6' month as date)
    else cast(faktisk_till + interval '12' month as date) end) as datum,
  coalesce(utfall.datum_sist, case when tid.tidpunkt = '6_månader'
    then cast(faktisk_till_sist + interval '6' month as date)
    else cast(faktisk_till_sist + interval '12' month as date) end) as datum_sist
from avslutad
cross join (select '6_månader' as tidpunkt union all select '12_månader' as tidpunkt) as tid
left join utfall on utfall.post = avslutad.post and utfall.tidpunkt = tid.tidpunkt;

-- De uppföljningar som är gjorda eller skulle ha varit det.
create view n20 as
select
  uppfoljning.post,
  uppfoljning.post || '/' || tidpunkt as enhet,
  deltagare as person,
  case
    when "då" in ('arbete_osubventionerat', 'arbete_subventionerat', 'studier') then 1
    when "då" not in ('ej_avstämd', 'okänt') then 0
  end as "täljare",
  1 as "nämnare",
  datum,
  datum_sist,
  part,
  tidpunkt,
  "kön",
  "åldersgrupp",
  form,
  kravtyp,
  "förvaltning",
  bransch
from uppfoljning
cross join period
where "då" is not null or datum is null or datum <= period.idag;

-- Avslutade placeringar med steg på arbetstrappan före och efter.
create view n22 as
select
  avslutad.post,
  avslutad.post as enhet,
  avslutad.deltagare as person,
  case when trappsteg_efter > "trappsteg_före" then 1 when trappsteg_efter <= "trappsteg_före" then 0 end as "täljare",
  1 as "nämnare",
  avslutad.faktisk_till as datum,
  avslutad.faktisk_till_sist as datum_sist,
  avslutad.part,
  case when trappsteg_efter > "trappsteg_före" then 'uppåt'
    when trappsteg_efter = "trappsteg_före" then 'samma_steg'
    when trappsteg_efter < "trappsteg_före" then 'nedåt' end as "förflyttning",
  avslutad."kön",
  avslutad."åldersgrupp",
  avslutad.form,
  avslutad.kravtyp,
  avslutad."förvaltning",
  avslutad.bransch
from avslutad;

create view n22_steg as
select
  n22.post,
  n22.enhet,
  n22.person,
  avslutad.trappsteg_efter - avslutad."trappsteg_före" as "täljare",
  n22.datum,
  n22.datum_sist,
  n22.part,
  'steg_per_placering' as "mått"
from n22
join avslutad on avslutad.post = n22.post;

-- Avslutade placeringar, och om utfallet är känt.
create view n37 as
select
  post,
  post as enhet,
  deltagare as person,
  case when utfall in ('ej_avstämd', 'okänt') then 0 else 1 end as "täljare",
  1 as "nämnare",
  faktisk_till as datum,
  faktisk_till_sist as datum_sist,
  part,
  "kön",
  "åldersgrupp",
  form,
  kravtyp,
  "förvaltning",
  bransch
from avslutad;
