import { runService } from '@throughline/service-kit';
import { contacts } from './contacts.service.js';

await runService(contacts);
