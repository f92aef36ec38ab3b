/**
 * Nothing here is ever updated, so nothing bloats while a long transaction is open: the head of the store is read from the end of
 * `events`, a stream's revision from its last event, and `head` is only locked, never written.
 */
export const SCHEMA = `
create schema if not exists events;

create table if not exists events.head (
  one boolean primary key default true check (one),
  epoch uuid not null default gen_random_uuid()
);
insert into events.head default values on conflict do nothing;

create table if not exists events.events (
  position bigint primary key,
  tenant text collate "C" not null,
  category text collate "C" not null,
  stream_id text collate "C" not null,
  revision integer not null,
  event_id uuid not null,
  type text collate "C" not null,
  -- As it was given, to the character: jsonb would reorder it, refuse some of it and cost more both ways.
  data json not null,
  meta json not null,
  recorded_at timestamptz not null,
  unique (stream_id, category, tenant, revision)
);

create table if not exists events.commands (
  command_id text collate "C" not null,
  operation text collate "C" not null,
  actor text collate "C" not null,
  tenant text collate "C" not null,
  request_hash text collate "C" not null,
  category text collate "C" not null,
  stream_id text collate "C" not null,
  revision integer not null,
  position bigint not null,
  primary key (command_id, operation, actor, tenant)
);
`;

/**
 * Waits for the lock, then reads where the store ends. Of the table, not of its row: that is a quarter of the price, writes nothing, and
 * `select … for update` of the row, as in backups and the functions of v1, excludes it all the same.
 */
const LOCK_AND_READ_HEAD = `
  lock table events.head in exclusive mode;
  select position, recorded_at into head, now_at from events.events order by position desc limit 1;
  head := coalesce(head, 0);
  now_at := greatest(now_at, date_trunc('milliseconds', clock_timestamp()));
`;

/**
 * Appending, said twice: for one append by plain statements, which are quick to start, and for a batch by one statement, which costs a
 * batch of 64 a quarter less. A batch holds no two appends of one stream or of one command; its arrays have an element an append, then an
 * element an event, which names its append by its number from 1. Both answer a row an append, in order.
 *
 * The lock comes first and alone. In a volatile function every statement sees what was committed before it began, so those after it see
 * everything that earlier holders of the lock wrote, and the lock is held until this is committed: positions become visible in their order.
 *
 * The functions' names carry a version, so that two builds of the product can work on one database.
 */
export const APPEND = `
create or replace function events.append_one_v3(
  for_tenant text, for_category text, for_stream_id text, expected_revision integer,
  by_command_id text, by_operation text, by_actor text, by_request_hash text,
  event_ids uuid[], event_types text[], event_datas json[], event_metas json[],
  out outcome text, out stream_revision integer, out last_position bigint, out of_category text, out of_stream_id text, out written_at text
) language plpgsql volatile as $$
declare
  head bigint;
  now_at timestamptz;
  known_hash text;
begin
${LOCK_AND_READ_HEAD}
  select c.request_hash, c.category, c.stream_id, c.revision, c.position
  into known_hash, of_category, of_stream_id, stream_revision, last_position
  from events.commands c
  where c.command_id = by_command_id and c.operation = by_operation and c.actor = by_actor and c.tenant = for_tenant;
  if found then
    outcome := case when known_hash = by_request_hash then 'repeated' else 'command-reused' end;
    return;
  end if;

  of_category := for_category;
  of_stream_id := for_stream_id;
  select e.revision into stream_revision from events.events e
  where e.stream_id = for_stream_id and e.category = for_category and e.tenant = for_tenant
  order by e.revision desc limit 1;
  stream_revision := coalesce(stream_revision, 0);
  if stream_revision <> expected_revision then
    outcome := 'conflict';
    return;
  end if;

  for i in 1 .. cardinality(event_ids) loop
    head := head + 1;
    stream_revision := stream_revision + 1;
    insert into events.events values (
      head, for_tenant, for_category, for_stream_id, stream_revision, event_ids[i], event_types[i], event_datas[i], event_metas[i], now_at
    );
  end loop;
  insert into events.commands values (
    by_command_id, by_operation, by_actor, for_tenant, by_request_hash, for_category, for_stream_id, stream_revision, head
  );
  outcome := 'appended';
  last_position := head;
  written_at := now_at;
end
$$;

create or replace function events.append_many_v3(
  tenants text[], categories text[], stream_ids text[], expected_revisions integer[],
  command_ids text[], operations text[], actors text[], request_hashes text[], event_counts integer[],
  event_appends integer[], event_revisions integer[], event_ids uuid[], event_types text[], event_datas json[], event_metas json[]
) returns table (outcome text, stream_revision integer, last_position bigint, of_category text, of_stream_id text, written_at text)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  head bigint;
  now_at timestamptz;
begin
${LOCK_AND_READ_HEAD}
  return query
  with judged as materialized (
    select
      a.*,
      known.revision as known_revision, known.position as known_position, known.category as known_category, known.stream_id as known_stream_id,
      coalesce(stream.revision, 0) as revision,
      case
        when known.request_hash = a.request_hash then 'repeated'
        when known.request_hash is not null then 'command-reused'
        when coalesce(stream.revision, 0) <> a.expected_revision then 'conflict'
        else 'appended'
      end as outcome
    from unnest(
      tenants, categories, stream_ids, expected_revisions, command_ids, operations, actors, request_hashes, event_counts
    ) with ordinality as a (
      tenant, category, stream_id, expected_revision, command_id, operation, actor, request_hash, event_count, n
    )
    left join lateral (
      select * from events.commands c
      where c.command_id = a.command_id and c.operation = a.operation and c.actor = a.actor and c.tenant = a.tenant
      limit 1
    ) known on true
    left join lateral (
      select e.revision from events.events e
      where e.stream_id = a.stream_id and e.category = a.category and e.tenant = a.tenant
      order by e.revision desc limit 1
    ) stream on true
  ), placed as materialized (
    select j.*, (head + sum(case j.outcome when 'appended' then j.event_count else 0 end) over (order by j.n))::bigint as position
    from judged j
  ), events_written as (
    insert into events.events
    select
      p.position - p.event_count + (e.revision - p.revision),
      p.tenant, p.category, p.stream_id, e.revision, e.event_id, e.type, e.data, e.meta, now_at
    from unnest(event_appends, event_revisions, event_ids, event_types, event_datas, event_metas)
      as e (append, revision, event_id, type, data, meta)
    join placed p on p.n = e.append
    where p.outcome = 'appended'
  ), commands_written as (
    insert into events.commands
    select p.command_id, p.operation, p.actor, p.tenant, p.request_hash, p.category, p.stream_id, p.revision + p.event_count, p.position
    from placed p
    where p.outcome = 'appended'
  )
  select
    p.outcome,
    case p.outcome when 'appended' then p.revision + p.event_count when 'repeated' then p.known_revision else p.revision end,
    case p.outcome when 'repeated' then p.known_position else p.position end,
    coalesce(p.known_category, p.category),
    coalesce(p.known_stream_id, p.stream_id),
    now_at::text
  from placed p
  order by p.n;
end
$$;
`;
