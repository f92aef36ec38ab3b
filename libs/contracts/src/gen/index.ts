
/** Everything generated, by service. */
export const services = {  } as const;
