// German: every error code as a short title and what to do.
import type { ErrorWord, ErrorWords } from './errors-en.ts';

const word = (title: string, hint: string, short?: string): ErrorWord => ({ title, hint, ...(short ? { short } : {}) });

const again = 'Versuche es noch einmal; die Aufnahme bleibt.';
const connection = 'Prüfe die Verbindung und die Proxy-Einstellung.';
const otherMicrophone = 'Prüfe das Mikrofon oder wähle ein anderes.';

export const errorsDe: ErrorWords = {
  not_signed_in: word(
    'Du bist nicht angemeldet',
    'Melde dich in den Einstellungen unter Konto an.',
    'Nicht angemeldet',
  ),
  login_unreadable: word(
    'Die Anmeldedatei ist nicht lesbar',
    'Sieh sie dir an oder melde dich neu an.',
    'Anmeldung nicht lesbar',
  ),
  login_unsupported: word(
    'Diese Art Anmeldung geht nicht',
    'Melde dich mit einem ChatGPT-Konto an oder hinterlege einen API-Schlüssel.',
    'Anmeldung geht nicht',
  ),
  login_expired: word(
    'Deine Anmeldung ist abgelaufen',
    'Melde dich neu an; die Aufnahmen bleiben und können gesendet werden.',
    'Anmeldung abgelaufen',
  ),
  account_changed: word(
    'Das Konto hat gewechselt',
    'Sende noch einmal, dann gilt das jetzige Konto.',
    'Konto gewechselt',
  ),
  login_cancelled: word('Die Anmeldung wurde abgebrochen', 'Beginne sie neu, wenn du so weit bist.', 'Abgebrochen'),
  login_item_failed: word(
    'Sotto kann hier nicht mit dem Rechner starten',
    'Trage Sotto in die Programme ein, die dein System beim Anmelden startet.',
    'Startet nicht mit',
  ),
  login_failed: word('Die Anmeldung hat nicht geklappt', 'Beginne sie neu.', 'Nicht angemeldet'),
  refresh_unavailable: word(
    'Der Anmeldeserver hat nicht geantwortet',
    'Versuche es gleich noch einmal.',
    'Keine Antwort',
  ),
  network: word('Kein Netz', connection),
  connect_timeout: word('ChatGPT ist nicht erreichbar', connection, 'Keine Verbindung'),
  upstream_timeout: word('ChatGPT hat nicht rechtzeitig geantwortet', again, 'Keine Antwort'),
  upstream_challenge: word(
    'Cloudflare hat das Netz abgewiesen',
    'Versuche ein anderes Netz oder einen API-Schlüssel.',
    'Netz abgewiesen',
  ),
  upstream_error: word('ChatGPT konnte das nicht umschreiben', again, 'Fehler bei ChatGPT'),
  upstream_rejected: word('ChatGPT hat die Aufnahme abgelehnt', 'Der Grund steht in der Meldung.', 'Abgelehnt'),
  rate_limited: word('Zu viele Anfragen im Moment', 'Warte, bis die Grenze zurückgesetzt ist.', 'Zu viele Anfragen'),
  quota_exhausted: word(
    'Das Kontingent des Tarifs ist aufgebraucht',
    'Es füllt sich zur angegebenen Zeit wieder.',
    'Kontingent leer',
  ),
  plan_not_included: word(
    'Dein Tarif enthält Codex nicht',
    'Melde dich mit einem Konto an, dessen Tarif Codex enthält.',
    'Tarif ohne Codex',
  ),
  invalid_response: word('Die Antwort von ChatGPT war nicht lesbar', again, 'Antwort unlesbar'),
  audio_empty: word('Die Datei enthält keinen Ton', 'Nimm eine andere Datei.', 'Kein Ton'),
  audio_too_short: word('Zu kurz, um etwas zu hören', 'Nimm mindestens eine Zehntelsekunde auf.', 'Zu kurz'),
  audio_silent: word('Es wurde nur Stille aufgenommen', otherMicrophone, 'Nur Stille'),
  audio_unsupported: word(
    'Dieses Format ist nicht lesbar',
    'Nimm WAV, MP3, M4A, FLAC, Ogg oder WebM.',
    'Format unbekannt',
  ),
  audio_unreadable: word('Die Datei ist beschädigt oder kein Ton', 'Nimm eine andere Datei.', 'Datei beschädigt'),
  audio_too_large: word('Die Datei ist zu groß', 'Nimm eine kleinere Datei.', 'Zu groß'),
  converter_missing: word('Dieses Format braucht ffmpeg zum Umwandeln', 'Installiere ffmpeg oder sox.', 'ffmpeg fehlt'),
  silk_decoder_missing: word('SILK braucht einen Decoder', 'Installiere rust-silk.', 'Decoder fehlt'),
  silk_failed: word('Die SILK-Datei ließ sich nicht entpacken', 'Nimm eine andere Datei.', 'SILK nicht lesbar'),
  file_not_found: word('Die Datei ist nicht da', 'Prüfe den Pfad.', 'Datei fehlt'),
  file_unreadable: word('Die Datei lässt sich nicht öffnen', 'Prüfe ihre Rechte.', 'Nicht lesbar'),
  recorder_missing: word(
    'Kein Aufnahmeprogramm installiert',
    'Installiere pipewire-bin, pulseaudio-utils, alsa-utils oder sox.',
    'Kein Aufnahmeprogramm',
  ),
  recorder_died: word(
    'Die Aufnahme hat von selbst aufgehört',
    'Was bis dahin gesagt wurde, bleibt; prüfe das Mikrofon.',
    'Aufnahme gestoppt',
  ),
  microphone_missing: word('Das Mikrofon ist weg', 'Schließe ein Mikrofon an oder wähle ein anderes.', 'Kein Mikrofon'),
  microphone_busy: word(
    'Ein anderes Programm hält das Mikrofon',
    'Schließe es oder wähle ein anderes Mikrofon.',
    'Mikrofon belegt',
  ),
  microphone_denied: word(
    'Das System verweigert das Mikrofon',
    'Erlaube Sotto das Mikrofon in den Einstellungen des Systems.',
    'Mikrofon verweigert',
  ),
  clipboard_failed: word(
    'Die Zwischenablage geht nicht',
    'Der Text steht im Verlauf; installiere xclip oder wl-clipboard.',
    'Zwischenablage geht nicht',
  ),
  paste_failed: word(
    'Der Text ließ sich nicht einfügen',
    'Er liegt in der Zwischenablage; füge ihn selbst ein.',
    'Nicht eingefügt',
  ),
  hotkey_invalid: word('Diese Taste geht nicht', 'Wähle eine andere.', 'Taste geht nicht'),
  hotkey_taken: word('Ein anderes Programm hat diese Taste', 'Wähle eine andere.', 'Taste belegt'),
  hook_unavailable: word('Halten ist hier nicht zu sehen', 'Tippe zum Beginnen und zum Beenden.', 'Halten geht nicht'),
  disk_full: word('Die Platte ist voll', 'Schaffe Platz; bis dahin wird im Speicher aufgenommen.', 'Platte voll'),
  storage_read_only: word('Der Datenordner ist nicht beschreibbar', 'Mache ihn beschreibbar.', 'Nicht beschreibbar'),
  storage_failed: word(
    'Die Aufnahme ließ sich nicht speichern',
    'Unter Diagnose stehen der Ordner und sein Zustand.',
    'Nicht gespeichert',
  ),
  usage: word('So geht das nicht', 'Siehe „sotto --help“.'),
  settings_invalid: word('Dieser Wert geht nicht', 'Verbessere ihn; der alte gilt weiter.'),
  app_not_running: word('Sotto läuft nicht', 'Starte Sotto zuerst.'),
  not_recording: word('Es wird nichts aufgenommen', 'Beginne zuerst eine Aufnahme.'),
  busy: word('Es läuft noch eine Aufnahme', 'Warte, bis sie zu Ende ist.', 'Noch beschäftigt'),
  take_not_found: word('Die Aufnahme ist nicht mehr da', 'Suche sie im Verlauf.', 'Aufnahme weg'),
  take_has_no_audio: word(
    'Der Ton wurde entfernt',
    'Nach deiner Einstellung wird er nicht länger behalten.',
    'Ton entfernt',
  ),
  cancelled: word('Abgebrochen', 'Beginne neu, wenn du so weit bist.'),
  internal: word(
    'In Sotto ist etwas schiefgegangen',
    'Der Bericht unter Diagnose hilft, es zu beheben.',
    'Fehler in Sotto',
  ),
  updates_off: word(
    'Sotto sieht nicht nach neuen Versionen',
    'Schalte es in den Einstellungen unter „Über Sotto“ ein.',
    'Nicht eingeschaltet',
  ),
  update_missing: word('Es gibt keine neue Version', 'Sieh zuerst nach.', 'Keine neue Version'),
  update_damaged: word(
    'Die neue Version ist nicht die angekündigte',
    'Sie wurde verworfen, geändert wurde nichts. Hole sie noch einmal oder von der Seite der Versionen.',
    'Neue Version abgelehnt',
  ),
  update_failed: word(
    'Die neue Version ließ sich nicht holen',
    'Hole sie von der Seite der Versionen.',
    'Nicht geholt',
  ),
  port_taken: word(
    'Ein anderes Programm hat diesen Port',
    'Wähle einen anderen oder beende das Programm.',
    'Port belegt',
  ),
  address_not_allowed: word(
    'Diese Adresse ist nicht erlaubt',
    'Nimm 127.0.0.1 oder setze einen Schlüssel und --allow-network.',
  ),
  invalid_api_key: word(
    'Der Schlüssel ist falsch',
    'Er steht in den Einstellungen unter Server.',
    'Falscher Schlüssel',
  ),
  missing_host: word('Die Anfrage nennt keinen Host', 'Sende einen Host-Header.'),
  host_not_allowed: word('Dieser Host ist nicht erlaubt', 'Nimm 127.0.0.1, localhost oder [::1] mit dem Port.'),
  origin_not_allowed: word('Diese Webseite ist nicht erlaubt', 'Trage sie in den Einstellungen unter Server ein.'),
  route_not_found: word('Diese Adresse gibt es nicht', 'Die Grundadresse endet auf /v1.'),
  method_not_allowed: word('Diese Methode gibt es dort nicht', 'Siehe /openapi.json.'),
  invalid_request: word('Ein Wert ist falsch', 'Verbessere das genannte Feld.'),
  payload_too_large: word('Es wurde zu viel gesendet', 'Sende weniger oder erhöhe die Grenze.', 'Zu groß'),
  unsupported_media_type: word('Dieser Inhaltstyp ist nicht lesbar', 'Nimm den genannten.'),
  headers_too_large: word('Die Header sind zu groß', 'Sende kleinere.'),
  request_timeout: word('Die Anfrage hat zu lange gedauert', 'Sende sie schneller.'),
  too_many_requests: word('Zu viele Anfragen', 'Versuche es später noch einmal.'),
};
