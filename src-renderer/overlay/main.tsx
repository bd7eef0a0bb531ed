// The overlay page: connects, then draws one pill. Nothing of the window's page is loaded here.
import { render } from 'preact';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/buttons.css';
import '../styles/fields.css';
import '../styles/signals.css';
import './overlay.css';
import { connect } from '../parts/app-stores.ts';
import { followLevels } from '../parts/levels.ts';
import { Overlay } from './overlay.tsx';

followLevels();
await connect();
render(<Overlay />, document.body);
