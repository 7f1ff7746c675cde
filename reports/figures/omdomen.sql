-- Arbetsgivarnas omdömen: en rad för varje fråga som har besvarats.

create view arbetsgivarsvar as
select
  utvardering.post,
  utvardering.inkommen as datum,
  utvardering.inkommen_sist as datum_sist,
  utvardering.handledning,
  utvardering.matchning,
  utvardering."administrativ_börda",
  utvardering."mervärde",
  utvardering.ta_emot_igen
from utvardering
left join placering on placering.post = utvardering.avser
left join dialog on dialog.post = utvardering.avser
left join upphandling on upphandling.post = coalesce(placering.upphandling, dialog.upphandling, utvardering.avser)
where utvardering.slag = 'arbetsgivare'
  and (upphandling.part is null or upphandling.part <> 'extern');

create view n42 as
select post, post || '/handledning' as enhet, 1 as "täljare", datum, datum_sist,
  'handledning' as "betygsfråga", cast(handledning as varchar) as betyg
from arbetsgivarsvar
where handledning is not null
union all
select post, post || '/matchning' as enhet, 1 as "täljare", datum, datum_sist,
  'matchning' as "betygsfråga", cast(matchning as varchar) as betyg
from arbetsgivarsvar
where matchning is not null
union all
select post, post || '/administration' as enhet, 1 as "täljare", datum, datum_sist,
  'administration' as "betygsfråga", cast("administrativ_börda" as varchar) as betyg
from arbetsgivarsvar
where "administrativ_börda" is not null;

create view n43 as
select post, post || '/mervarde' as enhet, 1 as "täljare", datum, datum_sist,
  'mervärde' as "svarsfråga", "mervärde" as svar
from arbetsgivarsvar
where "mervärde" is not null
union all
select post, post || '/ta_emot_igen' as enhet, 1 as "täljare", datum, datum_sist,
  'ta_emot_igen' as "svarsfråga", ta_emot_igen as svar
from arbetsgivarsvar
where ta_emot_igen is not null;
