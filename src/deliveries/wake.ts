type Wake = () => void;

const couriers = new Set<Wake>();

/** Tells the courier of this process that there may be something to do. */
export function wakeCouriers(): void {
  for (const wake of couriers) wake();
}

/** Returns the way to stop. */
export function whenWoken(wake: Wake): () => void {
  couriers.add(wake);
  return () => couriers.delete(wake);
}
