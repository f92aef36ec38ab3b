import { withClient } from '@throughline/embedded';
import { parkedByPolicies, verifyViews, type Verified } from '@throughline/views';
import type { Installation } from './installation.js';
import { figure, type Output } from './output.js';

/** Recounts every view from the events, also while people work. False if there are differences. */
export async function verify(installation: Installation, output: Output): Promise<boolean> {
  const { services, bus, codec } = installation;
  await installation.openKeys();
  const verified: (Verified & { readonly service: string })[] = [];
  let parked = 0;
  for (const { name: service, databaseUrl, store, views } of services) {
    const progress = output.progress(service);
    const onProgress = progress.update.bind(progress);
    const found = await verifyViews({ service, databaseUrl, store, codec, bus, views, onProgress });
    progress.end();
    for (const each of found) {
      verified.push({ service, ...each });
      if (!output.json) tell(service, each, output);
    }
    parked += await withClient(databaseUrl, parkedByPolicies);
  }
  const different = verified.reduce((sum, { differences, more }) => sum + differences.length + more, 0);
  if (output.json) output.value({ differences: different, parked, views: verified });
  else {
    if (parked > 0)
      output.line(parked === 1 ? '1 event is parked: it is tried again.' : `${parked} events are parked: they are tried again.`);
    output.line(different === 0 ? 'Every view is what the events say.' : `${different} differences.`);
  }
  return different === 0;
}

function tell(service: string, { view, rows, differences, more }: Verified, output: Output): void {
  const found = differences.length + more;
  output.line(`${found === 0 ? '✓' : '✕'} ${service}.${view}: ${figure(rows)} rows${found === 0 ? '' : `, ${found} differences`}`);
  for (const { tenant, id, column, stored, expected } of differences)
    output.line(`    ${tenant} ${id}${column ? ` ${column}` : ''}: there is ${stored}, the events say ${expected}`);
  if (more > 0) output.line(`    and ${more} more`);
}
