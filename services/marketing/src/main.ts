import { runService } from '@throughline/service-kit';
import { marketing } from './marketing.service.js';

await runService(marketing);
