import { runService } from '@throughline/service-kit';
import { sales } from './sales.service.js';

await runService(sales);
