/**
 * The number of a card: the card's sign, the business year, and a serial that runs through all years, `AXK2011-0000001`.
 * @param issuedOn `YYYY-MM-DD`
 */
export function cardNumberOf(issuedOn: string, serial: bigint): string {
  return `AXK${issuedOn.slice(0, 4)}-${serial.toString().padStart(7, '0')}`;
}
