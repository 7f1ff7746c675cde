-- Nyckeltal om samhällsekonomi.

-- Avslutade anställningar med kalkylens rader. Är något som behövs okänt är beloppet NULL.
create view kalkylrad as
select
  avslutad.post,
  avslutad.deltagare as person,
  kalkyl."aktör",
  kalkyl.belopp,
  kalkyl.version,
  avslutad.faktisk_till as datum,
  avslutad.faktisk_till_sist as datum_sist,
  avslutad.part,
  avslutad.form,
  avslutad."förvaltning",
  avslutad.bransch
from avslutad
join kalkyl on kalkyl.post = avslutad.post;

create view n30 as
select post, post as enhet, person, belopp as "täljare", datum, datum_sist, part, form, "förvaltning", bransch
from kalkylrad
where "aktör" = 'samhälle';

-- Aktörernas värden är tillsammans samhällets.
create view n30_aktor as
select post, post || '/' || "aktör" as enhet, person, belopp as "täljare", datum, datum_sist, "aktör"
from kalkylrad
where "aktör" <> 'samhälle';

create view n30_version as
select version, min(datum) as datum, max(datum_sist) as datum_sist
from kalkylrad
group by version;
