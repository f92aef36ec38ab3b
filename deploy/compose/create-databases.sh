#!/bin/bash
# Run once by PostgreSQL's image, on an empty volume.
set -euo pipefail
psql --username postgres --set ON_ERROR_STOP=1 --set password="$THROUGHLINE_PASSWORD" <<< "create role throughline login password :'password'"
for name in identity contacts sales marketing activities keys; do
  createdb --username postgres --owner throughline "$name"
done
