/** Whatever was made. */
export interface Id { readonly id: string }

/** A page of a list. */
export interface List<Item> { readonly items: Item[]; readonly nextCursor: string | null }

/** Whatever has a version and a status. */
export interface Versioned extends Id { readonly version: number; readonly status: string }

/** Waits before asking again. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
