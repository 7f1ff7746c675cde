-- Nyckeltal om dialoger med leverantörer och platserna som de ger.

-- Dialoger som har hållits, och om de gav någon plats. När inget är överenskommet än är det okänt.
create view n23 as
select
  hallen.post,
  hallen.post as enhet,
  case
    when hallen.status = 'avslutad_utan_platser' or hallen.antal_platsrader = 0 then 0
    when hallen.status <> 'genomförd' and hallen.antal_platsrader > 0 then 1
  end as "täljare",
  1 as "nämnare",
  hallen."möte" as datum,
  hallen."möte_sist" as datum_sist,
  hallen."leverantör",
  upphandling_kravtyp.kravtyp,
  upphandling.part,
  upphandling."förvaltning",
  upphandling.bransch
from hallen
join upphandling on upphandling.post = hallen.upphandling
join upphandling_kravtyp on upphandling_kravtyp.post = hallen.kravpost;

-- Leverantörer med dialogkrav, en gång för varje upphandling, och om en dialog har hållits.
create view n24 as
select distinct
  atagande.post,
  atagande.post || '/' || coalesce(atagande."leverantör", '') as enhet,
  case when atagande."leverantör" is null then null when hallen.post is null then 0 else 1 end as "täljare",
  1 as "nämnare",
  atagande.tilldelad_tidigast as datum,
  atagande.tilldelad_senast as datum_sist,
  atagande."leverantör",
  atagande."förvaltning",
  atagande.upphandlande_organisation,
  atagande.bransch
from atagande
left join hallen on hallen.kravpost = atagande.post and hallen."leverantör" = atagande."leverantör"
where atagande.kravtyp = 'dialogkrav'
  or (atagande.kravenhet = 'dialog' and atagande.kravtyp not in ('reserverad_upphandling', 'okänt'));

-- Den dag som platserna räknas på: periodens sista, eller dagen för körningen om den är tidigare.
create view dagen as
select least(period.till, period.idag) as dag from period;

-- Hur många som säkert har börjat på varje plats till den dagen, och hur många som kan ha gjort det.
-- En placering utan angiven plats hör till den enda platsen i dialogen. Finns det flera kan den höra till vilken som helst.
create view pa_plats as
select
  plats.post,
  plats.plats,
  count(case when startad."faktisk_från_sist" <= dagen.dag
    and (startad.plats is not null or dialog.antal_platsrader = 1) then 1 end) as "säkert",
  count(startad.post) as "kanske"
from plats
join dialog on dialog.post = plats.post
cross join dagen
left join startad on startad."dialogöverenskommelse" = plats.post
  and (startad.plats is null or startad.plats = plats.plats)
  and (startad."faktisk_från" is null or startad."faktisk_från" <= dagen.dag)
group by plats.post, plats.plats;

-- Rekvirerade platser som ingen har börjat på, och hur länge de har väntat.
create view n35 as
select
  plats.post,
  plats.post || '/' || plats.plats as enhet,
  case
    when dialog.rekvirerad_sist > dagen.dag then null
    when greatest(plats.antal - pa_plats."säkert", 0) = greatest(plats.antal - pa_plats."kanske", 0)
      then greatest(plats.antal - pa_plats."säkert", 0)
  end as "täljare",
  period."från" as datum,
  period.till as datum_sist,
  case
    when dialog.rekvirerad > cast(dagen.dag - interval '3' month as date) then 'under_3_månader'
    when dialog.rekvirerad_sist > cast(dagen.dag - interval '3' month as date) then null
    when dialog.rekvirerad > cast(dagen.dag - interval '6' month as date) then '3_till_6_månader'
    when dialog.rekvirerad_sist > cast(dagen.dag - interval '6' month as date) then null
    when dialog.rekvirerad > cast(dagen.dag - interval '12' month as date) then '6_till_12_månader'
    when dialog.rekvirerad_sist > cast(dagen.dag - interval '12' month as date) then null
    else '12_månader_eller_mer'
  end as "väntetid",
  plats.form,
  upphandling_kravtyp.kravtyp,
  dialog."leverantör",
  upphandling.part,
  upphandling."förvaltning",
  upphandling.bransch
from plats
join dialog on dialog.post = plats.post
join upphandling on upphandling.post = dialog.upphandling
join kravpost on kravpost.post = dialog.upphandling
join upphandling_kravtyp on upphandling_kravtyp.post = kravpost.kravpost
join pa_plats on pa_plats.post = plats.post and pa_plats.plats = plats.plats
cross join dagen
cross join period
where dialog.rekvirerad <= dagen.dag
  and (plats.till_sist is null or plats.till_sist >= dagen.dag)
  and dialog.status not in ('avslutad_utan_platser', 'uteblev', 'fullföljd', 'bruten')
  and upphandling.status not in ('avslutad', 'utvärderad', 'avbruten');
