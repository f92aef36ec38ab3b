import { runService } from '@throughline/service-kit';
import { identity } from './identity.service.js';

await runService(identity, { settings: ['THROUGHLINE_ADMIN_EMAIL', 'THROUGHLINE_ADMIN_PASSWORD'] });
