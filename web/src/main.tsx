import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { labelBy } from './app/messages';
import { startSession } from './app/session';
import { startWords } from './app/words';
import { fieldLabel } from './records/labels';

labelBy(fieldLabel);
await startWords();
void startSession();
createRoot(document.getElementById('root')!).render(<App />);
