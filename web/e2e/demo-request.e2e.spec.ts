import { beforeAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeInBrowser, type Page, type Person } from './browser.js';

const ada = { email: 'ada@nordlicht.example', password: 'nine lives are not enough' };

/** Acceptance story 1, as people click it: from the first visit, by a visitor's demo request, to a won deal. Each test goes on where the one before ended. */
describeInBrowser(
  'a demo request, in a browser',
  (visitor) => {
    let rep: Person;
    let outsider: Person;
    let onboarding: Person;
    let page: Page;

    beforeAll(async () => {
      const { system } = visitor;
      const first = await visitor.open();
      await first.goto('/');
      await first.getByLabel('Organisation').fill('Nordlicht GmbH');
      await first.getByLabel('Your name').fill('Ada Berg');
      await first.getByLabel('E-mail').fill(ada.email);
      await first.getByLabel('Password', { exact: true }).fill(ada.password);
      await first.getByRole('button', { name: 'Begin' }).click();
      await first.getByRole('heading', { name: /Ada$/ }).waitFor();
      await first.context().close();

      system.admin = { email: ada.email, ...(await system.signIn(ada.email, ada.password)) };
      const company = await system.team('Company');
      rep = await system.person('Rita Rep', await system.team('North', company));
      outsider = await system.person('Otto Other', await system.team('South', company));
      onboarding = await system.person('Olga Onboarding', await system.team('Onboarding', company));
      const stages = [
        { name: 'New lead', probability: '10' },
        { name: 'Proposal', probability: '50', requiredFields: ['amount'] },
        { name: 'Won', category: 'WON' },
        { name: 'Lost', category: 'LOST' },
      ];
      const pipeline = { name: 'Demo pipeline', stages, onboarding: { assigneeId: onboarding.id, title: 'Start onboarding' } };
      await system.mutate('createPipeline', pipeline, 'pipeline { id }');
      const rule = { name: 'Pricing page', position: 1, when: { source: 'pricing-page' }, strategy: 'ROUND_ROBIN', userIds: [rep.id] };
      await system.mutate('createAssignmentRule', rule, 'rule { id }');
      const fields = [{ key: 'name', required: true }, { key: 'email', kind: 'EMAIL', required: true }, { key: 'company' }];
      const onSubmit = { createLead: true, followUp: { title: 'Call about the demo', dueInBusinessDays: 1 } };
      await system.mutate('createForm', { key: 'demo', name: 'Demo request', fields, onSubmit }, 'form { id }');

      page = await visitor.signedIn(rep);
      await page.goto('/lead-inbox');
      await page.getByText('Nothing is waiting').waitFor();
      const body = new URLSearchParams({ name: 'Vera Visitor', email: 'vera@visitor.example', company: 'Visitor Ltd' });
      const posted = await fetch(`${system.url}/forms/demo?utm_source=pricing-page`, { method: 'POST', body });
      expect(posted.status).toBe(200);
    });

    it('is in its rep’s inbox by itself, with its source and a task', async () => {
      await page.getByText('Vera Visitor').first().waitFor();
      await page.getByText('pricing-page').first().waitFor();
      await page.goto('/tasks');
      await page.getByRole('tab', { name: /Upcoming/ }).click();
      await page.getByText('Call about the demo').first().waitFor();
    });

    it('is a call on the lead, without leaving it', async () => {
      await page.goto('/lead-inbox');
      await page.getByRole('link', { name: 'Vera Visitor' }).first().click();
      await page.getByRole('heading', { name: 'Vera Visitor', level: 1 }).waitFor();
      await page
        .getByText(/Demo request/)
        .first()
        .waitFor();
      await page.getByText('Call', { exact: true }).first().click();
      await page
        .getByRole('textbox', { name: /What was said/ })
        .or(page.getByPlaceholder(/What was said/))
        .fill('Worried about moving their data');
      await page.keyboard.press('Control+Enter');
      await page.getByText('Call logged').waitFor();
      await page.getByRole('tabpanel').getByText('Worried about moving their data').first().waitFor();
    });

    it('becomes an account, a person and a deal in one dialog', async () => {
      await page.getByRole('button', { name: 'Convert …' }).click();
      const dialog = page.getByRole('dialog', { name: 'Convert Vera Visitor' });
      await dialog.getByLabel('Name of the deal').or(dialog.getByLabel('Deal name')).first().fill('Visitor Ltd demo');
      const pipeline = dialog.getByRole('combobox', { name: 'Pipeline' }).or(dialog.getByRole('textbox', { name: 'Pipeline' }));
      await pipeline.click();
      await page.getByRole('option', { name: 'Demo pipeline' }).click();
      await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
      await page.getByRole('heading', { name: 'Visitor Ltd demo', level: 1 }).waitFor();
      await page.getByRole('link', { name: 'Visitor Ltd' }).first().waitFor();
    });

    it('is refused a stage in the rule’s words, which offer what is missing', async () => {
      await page
        .getByRole('list', { name: 'Stages' })
        .getByRole('button', { name: /Proposal/ })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Visitor Ltd demo to Proposal' });
      await dialog.getByText('A deal in the stage "Proposal" needs an amount.').first().waitFor();
      await dialog.getByLabel('Amount').first().fill('12000');
      await dialog.getByRole('button', { name: 'Save and move' }).click();
      await page.getByText('Visitor Ltd demo moved to Proposal').waitFor();
      await page.goto('/deals');
      await page.getByLabel('Pipeline').first().click();
      await page.getByRole('option', { name: 'Demo pipeline' }).click();
      const column = page.getByRole('region', { name: 'Proposal' });
      await column.getByText('Visitor Ltd demo').waitFor();
      await column.getByText(/6,000/).waitFor();
    });

    it('is won, and onboarding has the concerns on its task', async () => {
      await page.getByRole('region', { name: 'Proposal' }).getByRole('link', { name: 'Visitor Ltd demo' }).click();
      await page.getByRole('button', { name: 'Won' }).click();
      await page.getByText('Visitor Ltd demo is won').waitFor();
      const handed = await visitor.signedIn(onboarding);
      await handed.goto('/tasks');
      await until(async () => {
        await handed.reload();
        await handed.getByRole('tab', { name: /My day/ }).waitFor();
        for (const name of [/My day/, /Upcoming/]) {
          await handed.getByRole('tab', { name }).click();
          if (await handed.getByText('Start onboarding: Visitor Ltd demo').first().isVisible()) return true;
          await handed.waitForTimeout(300);
        }
        return false;
      });
      await handed.getByText('Start onboarding: Visitor Ltd demo').first().click();
      await handed
        .getByText(/Worried about moving their data/)
        .first()
        .waitFor();
      await handed.context().close();
    });

    it('is nothing to a rep of another team', async () => {
      const elsewhere = await visitor.signedIn(outsider);
      await elsewhere.goto('/deals');
      await elsewhere.getByRole('heading', { name: 'Deals', level: 1 }).waitFor();
      await elsewhere.keyboard.press('Control+k');
      await elsewhere.getByRole('dialog', { name: 'Search or run a command' }).getByRole('textbox').fill('Visitor');
      await elsewhere.getByText('Nothing found').waitFor();
      expect(await elsewhere.getByText('Visitor Ltd').count()).toBe(0);
      await elsewhere.goto(new URL(page.url()).pathname);
      await elsewhere.getByRole('heading', { name: 'Not found' }).waitFor();
      await elsewhere.context().close();
    });
  },
  { untouched: true },
);
