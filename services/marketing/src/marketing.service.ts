import type { ServiceManifest } from '@throughline/service-kit';
import { FormResolver } from './form/form.resolver.js';
import { forms } from './form/form.view.js';
import { FormsController } from './submission/forms.controller.js';
import { SubmissionResolver } from './submission/submission.resolver.js';
import { submissions } from './submission/submission.view.js';

/** Forms, and what visitors post. */
export const marketing: ServiceManifest = {
  name: 'marketing',
  schema: new URL('../', import.meta.url),
  views: [forms, submissions],
  resolvers: [FormResolver, SubmissionResolver],
  controllers: [FormsController],
};
