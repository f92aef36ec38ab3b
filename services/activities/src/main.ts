import { runService } from '@throughline/service-kit';
import { activities } from './activities.service.js';

await runService(activities, { settings: ['SEARCH_URL'] });
