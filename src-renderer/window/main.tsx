// The window's page: connects, follows what the main process tells, then draws.
import { render } from 'preact';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/buttons.css';
import '../styles/fields.css';
import '../styles/signals.css';
import './window.css';
import './history/history.css';
import './history/detail.css';
import './history/sound-and-times.css';
import './files/files.css';
import './settings/account-and-server.css';
import './settings/setting-controls.css';
import './settings/settings.css';
import './doctor/doctor.css';
import './steps/steps.css';
import type { AppEvents } from '../../src-main/contract/events.ts';
import { connect, currentSettings, currentState, jobs } from '../parts/app-stores.ts';
import { on, onFailure, run } from '../parts/bridge.ts';
import { followLevels } from '../parts/levels.ts';
import { locale, t } from '../words/words.ts';
import { App } from './app.tsx';
import { followTakes, restoreHistory, takeList } from './history/takes.ts';
import { goTo, restorePlace } from './place.ts';
import { showSteps } from './steps/steps-shown.ts';
import { showFailure, showToast } from './toasts.tsx';

onFailure(showFailure);
followLevels();
followTakes();
on('files', ({ jobs: list }) => jobs.set(list));
const goWhereWanted = ({ place, anchor, takeId }: AppEvents['place']): void =>
  goTo({ name: place, ...(anchor === undefined ? {} : { anchor }), ...(takeId === undefined ? {} : { takeId }) });
on('place', goWhereWanted);
restorePlace();
// The first page of takes is asked for together with the snapshots: one round, then the window is whole.
const firstTakes = Promise.all([restoreHistory(), takeList.countAgain()]);
void run('files.list').then((list) => list && jobs.set(list));
const [wanted] = await Promise.all([run('app.pageUp'), connect(), firstTakes]);
if (wanted) goWhereWanted(wanted);
showSteps(!currentSettings().app.onboarded && takeList.state.get().counts?.all === 0);
render(<App />, document.body);
sayOnce();

/** What was wrong with the settings file is over and done: it is said to whoever looks first. */
function sayOnce(): void {
  const problem = currentState().problems.find(({ id }) => id === 'settings');
  if (!problem) return;
  // English has the main process's own sentence, with the file's name.
  const text = locale() === 'en' ? problem.error.message : t('settingsSetAside');
  showToast({ text, tone: 'mend' }, 60_000);
  void run('problem.dismiss', { id: 'settings' });
}
