@rem npm start says "exec node", so that signals reach node and no shell between. Shells know exec; for Windows it is this.
@%*
