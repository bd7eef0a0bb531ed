// German: what the Doctor found, and what to do.
import type { Findings } from '../../src-main/contract/doctor-words.ts';

const waits = 'Vom Loslassen bis zum Text: {half} im Mittel, {most} bei 95 von 100 (die letzten {takes}).';

export const findingsDe: Findings = {
  recorder_found: { found: 'Aufgenommen wird mit {recorder}.' },
  recorder_is_window: {
    found: 'Kein Aufnahmeprogramm ist installiert; ein verborgenes Fenster öffnet das Mikrofon.',
    advice: 'Installiere pipewire-bin, pulseaudio-utils, alsa-utils oder sox, dann geht es schneller los.',
  },
  microphone_hears: { found: '{device}: erster Ton nach {firstSampleMs} ms, Spitze {peakDbfs} dBFS.' },
  microphone_silent: {
    found: '{device} liefert völlige Stille: Es ist stumm, oder du sprichst in ein anderes.',
    advice: 'Schalte es ein oder wähle ein anderes Mikrofon.',
  },
  hotkey_holds: { found: '{key} lässt sich halten und tippen.' },
  hotkey_taps: { found: '{key} lässt sich tippen.' },
  hotkey_unknown: {
    found: 'Die Taste lässt sich nur in der laufenden App prüfen.',
    advice: 'Starte Sotto und sieh unter Diagnose nach.',
  },
  insertion_pastes: { found: 'Text wird mit {way} eingefügt.' },
  insertion_copies: {
    found: 'Text kann hier nur kopiert werden; einfügen musst du ihn selbst.',
    advice: 'Installiere unter Wayland wtype (Sway, Hyprland) oder erlaube das Portal des Desktops.',
  },
  no_desktop: { found: 'Hier gibt es keinen Desktop, in den eingefügt werden könnte.' },
  clipboard_works: { found: 'Schreiben und Zurücklesen dauerte {ms} ms ({tool}).' },
  clipboard_unknown: { found: 'Hier gibt es keinen Desktop mit Zwischenablage.' },
  session_is: { found: '{session}.' },
  login_works: { found: 'Angemeldet.' },
  login_with_plan: { found: 'Angemeldet, Tarif {plan}.' },
  login_practice: {
    found: 'Übungsmodus: Nichts wird wirklich umgeschrieben.',
    advice: 'Melde dich an, um zu diktieren.',
  },
  login_missing: { found: 'Niemand ist angemeldet.', advice: 'Melde dich mit ChatGPT an.' },
  upstream_answers: { found: '{host} hat nach {ms} ms geantwortet.' },
  challenge_none: { found: 'Das Netz wird nicht abgewiesen.' },
  challenge_unknown: { found: 'Nicht bekannt, solange der Dienst nicht erreicht wird.' },
  proxy_none: { found: 'Kein Proxy wird verwendet.' },
  proxy_used: { found: '{proxy}' },
  disk_free: { found: '{free} sind für Aufnahmen frei.' },
  disk_read_only: {
    found: 'In {folder} kann nichts geschrieben werden, also auch keine Aufnahme.',
    advice: 'Gib die Rechte dafür oder setze SOTTO_HOME auf einen anderen Ordner.',
  },
  disk_low: { found: '{free} sind für Aufnahmen frei.', advice: 'Schaffe etwas Platz.' },
  timings_none: { found: 'Noch wurde nichts diktiert.' },
  timings_are: { found: waits },
  timings_slow: { found: waits, advice: 'Die Stufen einzelner Aufnahmen stehen im Verlauf.' },
  timings_slow_service: { found: waits, advice: 'Das meiste davon braucht der Dienst selbst.' },
  timings_slow_upload: { found: waits, advice: 'Das meiste davon braucht das Senden; eine schnellere Leitung hilft.' },
  versions: { found: '{versions}' },
  error: { found: '' },
  no_answer: { found: 'Keine Antwort innerhalb von {seconds} Sekunden.', advice: 'Prüfe noch einmal.' },
};
