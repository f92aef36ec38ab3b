import type { BusinessCalendar } from '@throughline/domain';
import { OrganisationRow } from '@throughline/service-kit';
import type { DataSource } from 'typeorm';

/** When the organisation works, by this service's own copy; Monday to Friday in UTC until it has said so. */
export async function calendarOf(database: DataSource, tenant: string): Promise<BusinessCalendar> {
  const organisation = await database.getRepository(OrganisationRow).findOneBy({ tenant });
  const { timeZone = 'UTC', workingDays = [1, 2, 3, 4, 5], holidays = [] } = organisation ?? {};
  return { timeZone, workingDays, holidays };
}
