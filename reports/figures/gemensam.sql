-- Hjälpvyer som flera områden bygger på. De görs först.
-- Namn med å, ä eller ö och ord som SQL självt använder står inom citattecken, så att varje motor läser dem lika.
-- Okänt är NULL och aldrig 0.

-- Kommunens egna upphandlingar. Externa räknas aldrig i kommunens egna tal, och en avbruten ledde inte till avtal.
-- Ett avrop är ingen egen upphandling: kravet räknas vid ramavtalet och placeringarna vid avropet.
create view egen as
select *
from upphandling
where part <> 'extern' and status <> 'avbruten' and "avrop_från" is null;

-- Kommunens egna avtal, också avrop. Saknas dagen för tilldelning ligger den mellan annonsen och avtalet, om de är kända.
create view avtal as
select
  upphandling.*,
  coalesce(tilldelning, anbud_senast, annonserad) as tilldelad_tidigast,
  coalesce(tilldelning_sist, avtal_tecknat_sist) as tilldelad_senast
from upphandling
where part <> 'extern' and status <> 'avbruten'
  and (tilldelning is not null
    or status in ('tilldelad', 'överprövning', 'avtal_tecknat', 'pågående', 'avslutad', 'utvärderad'));

-- Egna upphandlingar med utsedd leverantör.
create view tilldelad as
select *
from avtal
where "avrop_från" is null;

-- En rad för varje upphandling och slag av krav. En upphandling utan krav har en rad med NULL.
create view upphandling_kravtyp as
select distinct upphandling.post, krav.typ as kravtyp
from upphandling
left join krav on krav.post = upphandling.post;

-- Kortaste och längsta tid som avtalet kan ha när datumen bara är kända till månad eller år.
create view avtalsdagar as
select
  post,
  "avtal_från_sist" as "kort_från",
  avtal_till as "kort_sista",
  cast(avtal_till + interval '1' day as date) as "kort_slut",
  "avtal_från" as "lång_från",
  avtal_till_sist as "lång_sista",
  cast(avtal_till_sist + interval '1' day as date) as "lång_slut"
from upphandling;

-- Hela månader i avtalstiden, och 1 när det dessutom finns dagar över.
-- En månad som saknar den första dagens nummer slutar med sin sista dag: 31 oktober till 29 februari är fyra månader.
create view avtalstid as
select
  post,
  (extract(year from "kort_slut") - extract(year from "kort_från")) * 12
    + extract(month from "kort_slut") - extract(month from "kort_från")
    - case when extract(day from "kort_slut") < extract(day from "kort_från") then 1 else 0 end as "kort_månader",
  case
    when extract(day from "kort_slut") = extract(day from "kort_från") then 0
    when extract(day from "kort_slut") = 1 and extract(day from "kort_från") > extract(day from "kort_sista") then 0
    else 1
  end as "kort_över",
  (extract(year from "lång_slut") - extract(year from "lång_från")) * 12
    + extract(month from "lång_slut") - extract(month from "lång_från")
    - case when extract(day from "lång_slut") < extract(day from "lång_från") then 1 else 0 end as "lång_månader",
  case
    when extract(day from "lång_slut") = extract(day from "lång_från") then 0
    when extract(day from "lång_slut") = 1 and extract(day from "lång_från") > extract(day from "lång_sista") then 0
    else 1
  end as "lång_över"
from avtalsdagar;

-- Passar upphandlingen för krav enligt Göteborgs regel? 1 ja, 0 nej, NULL går inte att avgöra.
create view passar_goteborg as
select
  upphandling.post,
  case
    when upphandling."fler_än_en_anställd" = 'nej'
      or avtalstid."lång_månader" < villkor."göteborg_avtalstid_över_månader"
      or (avtalstid."lång_månader" = villkor."göteborg_avtalstid_över_månader" and avtalstid."lång_över" = 0)
      then 0
    when upphandling."fler_än_en_anställd" = 'ja'
      and (avtalstid."kort_månader" > villkor."göteborg_avtalstid_över_månader"
        or (avtalstid."kort_månader" = villkor."göteborg_avtalstid_över_månader" and avtalstid."kort_över" = 1))
      then 1
  end as passar
from upphandling
join avtalstid on avtalstid.post = upphandling.post
join villkor on villkor.register = upphandling.register;

-- Passar upphandlingen för krav enligt den regel som gäller i registret? 1 ja, 0 nej, NULL går inte att avgöra.
create view passar as
select
  upphandling.post,
  case
    when villkor."lämplighetsregel" = 'göteborg' then passar_goteborg.passar
    when villkor."lämplighetsregel" in ('alternativ_1', 'alternativ_2') then
      case
        when upphandling."utförs" = 'annan_ort'
          or avtalstid."lång_månader" < villkor."avtalstid_minst_månader"
          or (villkor."lämplighetsregel" = 'alternativ_2'
            and coalesce(upphandling."värde_avtalat", upphandling."värde_beräknat") < villkor."värde_minst")
          then 0
        when upphandling."utförs" in ('kommunen', 'omedelbar_närhet')
          and avtalstid."kort_månader" >= villkor."avtalstid_minst_månader"
          and (villkor."lämplighetsregel" = 'alternativ_1'
            or coalesce(upphandling."värde_avtalat", upphandling."värde_beräknat") >= villkor."värde_minst")
          then 1
      end
  end as passar
from upphandling
join avtalstid on avtalstid.post = upphandling.post
join passar_goteborg on passar_goteborg.post = upphandling.post
join villkor on villkor.register = upphandling.register;

-- Platser i dialoger, en rad för varje plats och slag av krav. Är listan tom är platserna noll, saknas den är de okända.
create view dialogplats as
select
  dialog.post,
  dialog.post || '/' || coalesce(plats.plats, '') as enhet,
  case when dialog.antal_platsrader = 0 then 0 else plats.antal end as platser,
  dialog.status,
  dialog."möte",
  dialog."möte_sist",
  dialog.rekvirerad,
  dialog.rekvirerad_sist,
  plats.form,
  dialog."leverantör",
  upphandling_kravtyp.kravtyp,
  upphandling.part,
  upphandling."förvaltning",
  upphandling.bransch
from dialog
join upphandling on upphandling.post = dialog.upphandling
join upphandling_kravtyp on upphandling_kravtyp.post = upphandling.post
left join plats on plats.post = dialog.post;

-- Placeringar där personen har börjat, med upphandlingens egenskaper.
create view startad as
select
  placering.*,
  upphandling.part,
  upphandling."förvaltning",
  upphandling.bransch
from placering
left join upphandling on upphandling.post = placering.upphandling
where placering.status in ('pågående', 'paus', 'avslutad_fullföljd', 'avslutad_i_förtid')
  or (placering."faktisk_från" is not null and placering.status <> 'ej_tillträdd');

-- Upphandlingen vars krav dialoger och placeringar tjänar: den egna, eller ramavtalet när avropet inte har egna krav.
create view kravpost as
select
  upphandling.post,
  case when upphandling.antal_krav > 0 or ramavtal.post is null then upphandling.post else ramavtal.post end as kravpost
from upphandling
left join upphandling as ramavtal on ramavtal.post = upphandling."avrop_från";

-- Leverantörerna i varje upphandling. Ett avrop utan egna har ramavtalets.
-- Det egna slutet gäller bara den som har en enda tilldelning.
create view utsedd as
select
  upphandling.post,
  tilldelning."leverantör",
  min(coalesce(tilldelning."överlämnad", date '1000-01-01')) as "överlämnad_tidigast",
  min(coalesce(tilldelning."överlämnad_sist", date '9999-12-31')) as "överlämnad_senast",
  case when count(*) = 1 then min(tilldelning.avtal_till) end as eget_slut,
  case when count(*) = 1 then min(tilldelning.avtal_till_sist) end as eget_slut_sist
from upphandling
join tilldelning on tilldelning.post =
  case when upphandling.antal_tilldelningar > 0 then upphandling.post else upphandling."avrop_från" end
group by upphandling.post, tilldelning."leverantör";

-- Åtaganden: en rad för varje krav som binder och varje leverantör i kommunens egna tilldelade upphandlingar.
-- Är ingen leverantör noterad är leverantören NULL. Avtalet slutar med förlängningen, eller senare om det egna slutet är det.
create view atagande as
select
  upphandling.post,
  upphandling.post || '/' || krav.krav || '/' || coalesce(utsedd."leverantör", '') as enhet,
  krav.krav,
  krav.typ as kravtyp,
  krav.enhet as kravenhet,
  utsedd."leverantör",
  utsedd."överlämnad_tidigast",
  utsedd."överlämnad_senast",
  upphandling.status,
  upphandling.tilldelning,
  upphandling.tilldelning_sist,
  coalesce(upphandling.tilldelning, upphandling.anbud_senast, upphandling.annonserad) as tilldelad_tidigast,
  coalesce(upphandling.tilldelning_sist, upphandling.avtal_tecknat_sist) as tilldelad_senast,
  case
    when utsedd.eget_slut_sist > coalesce(upphandling."avtal_förlängt_till_sist", upphandling.avtal_till_sist)
      then utsedd.eget_slut
    else coalesce(upphandling."avtal_förlängt_till", upphandling.avtal_till, utsedd.eget_slut)
  end as avtalsslut,
  case
    when utsedd.eget_slut_sist > coalesce(upphandling."avtal_förlängt_till_sist", upphandling.avtal_till_sist)
      then utsedd.eget_slut_sist
    else coalesce(upphandling."avtal_förlängt_till_sist", upphandling.avtal_till_sist, utsedd.eget_slut_sist)
  end as avtalsslut_sist,
  upphandling."förvaltning",
  upphandling.upphandlande_organisation,
  upphandling.bransch
from upphandling
join krav on krav.post = upphandling.post
left join utsedd on utsedd.post = upphandling.post
where upphandling.part <> 'extern'
  and upphandling.status <> 'avbruten'
  and (upphandling.tilldelning is not null
    or upphandling.status in ('tilldelad', 'överprövning', 'avtal_tecknat', 'pågående', 'avslutad', 'utvärderad'))
  and krav.typ <> 'bonus'
  and (krav.art is null or krav.art <> 'frivillig');

-- Dialoger som har hållits, med upphandlingen vars krav de tjänar.
create view hallen as
select dialog.*, kravpost.kravpost
from dialog
join kravpost on kravpost.post = dialog.upphandling
where dialog.status in ('genomförd', 'överenskommen', 'avslutad_utan_platser', 'fullföljd', 'bruten');

-- Avslutade placeringar med utfallet vid avslutet, en rad för varje slag av krav. Saknas utfallet är det okänt.
create view avslutad as
select
  startad.*,
  upphandling_kravtyp.kravtyp,
  coalesce(utfall.utfall, 'okänt') as utfall
from startad
left join upphandling_kravtyp on upphandling_kravtyp.post = startad.upphandling
left join utfall on utfall.post = startad.post and utfall.tidpunkt = 'vid_avslut'
where startad.status in ('avslutad_fullföljd', 'avslutad_i_förtid');
