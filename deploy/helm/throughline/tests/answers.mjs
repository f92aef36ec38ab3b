// Run by `helm test` in a pod; GATEWAY is the address of the release's gateway.
const url = (path) => new URL(path, process.env.GATEWAY);

async function expect(what, holds) {
  const reason = await holds().then(
    (found) => found === true || JSON.stringify(found),
    (error) => `${error.message} ${error.cause?.message ?? ''}`,
  );
  console.log(reason === true ? `ok: ${what}` : `not ok: ${what}: ${reason}`);
  if (reason !== true) process.exitCode = 1;
}

async function ask(query) {
  const response = await fetch(url('/graphql'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(20_000),
  });
  return response.json();
}

await expect('the gateway and every service are ready', async () => {
  const response = await fetch(url('/health/ready'), { signal: AbortSignal.timeout(20_000) });
  const answer = await response.text();
  return (response.status === 200 && JSON.parse(answer).status === 'ok') || answer;
});
await expect('the graph answers', async () => {
  const { data } = await ask('{ __typename }');
  return data?.__typename === 'Query' || data;
});
await expect('a stranger is asked to sign in', async () => {
  const { errors } = await ask('{ contacts(first: 1) { totalCount } }');
  return errors?.[0]?.extensions?.code === 'UNAUTHENTICATED' || errors;
});
await expect('a stranger learns nothing of the schema', async () => {
  const { data } = await ask('{ __schema { types { name } } }');
  return !data?.__schema || 'introspection is open';
});
