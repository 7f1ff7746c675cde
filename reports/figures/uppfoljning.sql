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
  upphandling."förvaltning",
  upphandling.bransch
from utvardering
left join placering on placering.post = utvardering.avser
left join dialog on dialog.post = utvardering.avser
left join upphandling on upphandling.post = coalesce(placering.upphandling, dialog.upphandling, utvardering.avser)
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
