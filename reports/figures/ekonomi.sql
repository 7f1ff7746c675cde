-- Nyckeltal om ekonomi.

-- Budgetrader som gäller i perioden. En rad utan år gäller hela programmet och räknas i varje period som programmet rör.
create view budgetrad as
select
  budget.post,
  budget.post || '/' || budget.rad as enhet,
  budget."år",
  budget.budgetpost,
  case when lower(budget.budgetpost) = 'totalt' then 1 else 0 end as "är_totalt",
  budget.budget,
  budget.utfall,
  budget.kvar as angivet_kvar,
  coalesce(budget.budget - budget.utfall, budget.kvar) as kvar,
  case when budget."år" is not null then cast(cast(budget."år" as varchar) || '-01-01' as date)
    when program."giltig_från" is not null then period."från" end as datum,
  case when budget."år" is not null then cast(cast(budget."år" as varchar) || '-12-31' as date)
    when program."giltig_från" is not null then period.till end as datum_sist
from budget
join program on program.post = budget.post
cross join period
where budget."år" is not null
  or ((program."giltig_från" is null or program."giltig_från" <= period.till)
    and (program.giltig_till_sist is null or program.giltig_till_sist >= period."från"));

-- Raderna som räknas: totalraden om den finns, annars posterna.
create view budgetval as
select rad.*
from budgetrad as rad
where rad."är_totalt" = 1
  or not exists (
    select 1
    from budgetrad as totalrad
    where totalrad."är_totalt" = 1
      and totalrad.post = rad.post
      and coalesce(totalrad."år", 0) = coalesce(rad."år", 0));

create view n39 as
select post, enhet, kvar as "täljare", budget as "nämnare", datum, datum_sist
from budgetval;

create view n39_belopp as
select post, enhet || '/budget' as enhet, budget as "täljare", datum, datum_sist, 'budget' as belopp from budgetval
union all
select post, enhet || '/utfall' as enhet, utfall as "täljare", datum, datum_sist, 'utfall' as belopp from budgetval
union all
select post, enhet || '/kvar' as enhet, kvar as "täljare", datum, datum_sist, 'kvar' as belopp from budgetval;

-- Det som är kvar i varje post för sig, utan totalraden.
create view n39_post as
select post, enhet, coalesce(angivet_kvar, kvar) as "täljare", datum, datum_sist, budgetpost
from budgetrad
where "är_totalt" = 0;

-- Varje post för sig med alla tre beloppen.
create view n39_post_belopp as
select post, enhet || '/budget' as enhet, budget as "täljare", datum, datum_sist, budgetpost, 'budget' as belopp
from budgetrad where "är_totalt" = 0
union all
select post, enhet || '/utfall' as enhet, utfall as "täljare", datum, datum_sist, budgetpost, 'utfall' as belopp
from budgetrad where "är_totalt" = 0
union all
select post, enhet || '/kvar' as enhet, "täljare", datum, datum_sist, budgetpost, 'kvar' as belopp
from n39_post;

-- Kontroll: det angivna kvar stämmer inte med budget minus utfall.
create view n39_fel_kvar as
select post, datum, datum_sist, budgetpost, angivet_kvar, budget - utfall as "räknat_kvar",
  abs(angivet_kvar - (budget - utfall)) as skillnad
from budgetrad
where angivet_kvar <> budget - utfall;

-- Kontroll: posternas kvar summerar inte till totalradens.
create view n39_fel_summa as
select totalrad.post, totalrad.datum, totalrad.datum_sist, totalrad.kvar as totalt, poster.summa,
  abs(totalrad.kvar - poster.summa) as skillnad
from budgetrad as totalrad
join (
  select post, "år", sum(coalesce(angivet_kvar, kvar)) as summa, count(*) as rader,
    count(coalesce(angivet_kvar, kvar)) as "kända"
  from budgetrad
  where "är_totalt" = 0
  group by post, "år") as poster
  on poster.post = totalrad.post and coalesce(poster."år", 0) = coalesce(totalrad."år", 0)
where totalrad."är_totalt" = 1 and poster.rader = poster."kända" and totalrad.kvar <> poster.summa;

-- Upplysning: rader utan år gäller hela programmets tid.
create view n39_utan_ar as
select post, datum, datum_sist, count(*) as rader
from budgetval
where "år" is null
group by post, datum, datum_sist;

-- Fördyringen i avtal med krav, också avrop, som har sin egen.
-- Är den inte bedömd, eller bedömd utan belopp, är den okänd. Bedömd till noll är noll.
create view n31 as
select
  avtal.post,
  avtal.post as enhet,
  case when avtal."fördyring_bedömd" = 'ja' then avtal."fördyring_belopp" end as "täljare",
  avtal.tilldelad_tidigast as datum,
  avtal.tilldelad_senast as datum_sist,
  upphandling_kravtyp.kravtyp,
  avtal."förvaltning",
  avtal.upphandlande_organisation,
  avtal.objekt,
  avtal.bransch
from avtal
join upphandling_kravtyp on upphandling_kravtyp.post = avtal.post
where avtal.antal_krav > 0;

-- Samma avtal, och om de har bedömts ha blivit dyrare.
create view n31_bedomd as
select
  n31.post,
  n31.enhet,
  case when n31."täljare" is not null then 1 end as "täljare",
  n31.datum,
  n31.datum_sist,
  case when n31."täljare" > 0 then 'ja' when n31."täljare" = 0 then 'nej' else 'okänt' end as "fördyring"
from n31;

-- Det som programmen har kostat och placeringarna som började, till kvoten mellan dem.
create view n32 as
select post, enhet, cast(null as varchar) as person, utfall as "täljare", 0 as "nämnare", datum, datum_sist
from budgetval
union all
select post, post as enhet, deltagare as person, 0 as "täljare", 1 as "nämnare", "faktisk_från" as datum,
  "faktisk_från_sist" as datum_sist
from startad;
