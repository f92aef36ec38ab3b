import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { spanDays } from '../records/filter';
import { useFilterContext } from '../records/queries';
import { Failed } from '../records/notice';
import { Bar, Bars, Drill } from './figures';
import { Conversion as Counts } from './sales.graphql';

const span = 'last90';

/** Of the leads of the last 90 days, how many became customers to be; of the deals closed in them, how many were won. */
export default function Conversion() {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const { today, startOf } = useFilterContext();
  const { data, error, refetch } = useQuery({
    queryKey: ['records', 'LEAD', 'conversion', today],
    queryFn: ({ signal }) => {
      const [first, last] = spanDays(span, today);
      const createdAt = { gte: startOf(first) };
      const closedOn = { gte: first, lte: last };
      const filters = {
        leads: { createdAt },
        converted: { createdAt, status: { eq: 'CONVERTED' } },
        deals: { closedOn, status: { in: ['WON', 'LOST'] } },
        won: { closedOn, status: { eq: 'WON' } },
      } as const;
      return ask(Counts, filters, { signal });
    },
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton h={160} />;
  const rate = (part: number, whole: number) => (whole > 0 ? formats.percent(Math.round((part / whole) * 100)) : '–');
  const [leads, converted, deals, won] = [data.leads.totalCount, data.converted.totalCount, data.deals.count, data.won.count];
  const made = { field: 'createdAt', is: 'within', value: span } as const;
  const closed = { field: 'closedOn', is: 'within', value: span } as const;
  return (
    <Bars label={t('conversion')}>
      <Bar
        label={
          <Drill to="/leads" where={[made]}>
            {t('conversion_leads')}
          </Drill>
        }
        value={formats.number(leads)}
        part={leads > 0 ? 1 : 0}
      />
      <Bar
        label={
          <Drill to="/leads" where={[made, { field: 'status', is: 'anyOf', value: ['CONVERTED'] }]}>
            {t('conversion_converted')}
          </Drill>
        }
        value={formats.number(converted)}
        more={t('conversion_ofLeads', { percent: rate(converted, leads) })}
        part={leads > 0 ? converted / leads : 0}
      />
      <Bar
        label={
          <Drill to="/deals" where={[closed, { field: 'status', is: 'anyOf', value: ['WON', 'LOST'] }]}>
            {t('conversion_closed')}
          </Drill>
        }
        value={formats.number(deals)}
        part={deals > 0 ? 1 : 0}
      />
      <Bar
        label={
          <Drill to="/deals" where={[closed, { field: 'status', is: 'anyOf', value: ['WON'] }]}>
            {t('conversion_won')}
          </Drill>
        }
        value={formats.number(won)}
        more={t('conversion_ofClosed', { percent: rate(won, deals) })}
        part={deals > 0 ? won / deals : 0}
      />
    </Bars>
  );
}
