/** What identity keeps that is not events: secrets, sessions and counters. Part of a backup; made where missing at every start. */
export const tables = `
create schema if not exists secrets;
create table if not exists secrets.passwords (
  tenant text not null,
  user_id text not null,
  -- argon2id, with its salt and parameters.
  hash text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant, user_id)
);
create table if not exists secrets.sessions (
  id uuid primary key,
  tenant text not null,
  user_id text not null,
  -- SHA-256 of the refresh token that is good now. Another one of this session has been used before: it was stolen, or its successor was.
  token_hash text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index if not exists sessions_of_user on secrets.sessions (tenant, user_id);
create table if not exists secrets.links (
  -- SHA-256 of the token that the link carries.
  token_hash text primary key,
  tenant text not null,
  user_id text not null,
  -- 'invitation' or 'passwordReset'.
  purpose text not null,
  expires_at timestamptz not null,
  -- Another link takes the place of the one before.
  unique (tenant, user_id)
);
create table if not exists secrets.attempts (
  -- HMAC of an account's name or a client's address.
  key text primary key,
  failures int not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create table if not exists secrets.signing_keys (
  id text primary key,
  tenant text not null,
  -- The private key, sealed with the tenant's key for signing keys.
  sealed text not null,
  created_at timestamptz not null default now()
);
`;
