import * as activities from './activities.js';
import * as contacts from './contacts.js';
import * as identity from './identity.js';
import * as marketing from './marketing.js';
import * as sales from './sales.js';

/** Everything generated, by service. */
export const services = { activities, contacts, identity, marketing, sales } as const;
