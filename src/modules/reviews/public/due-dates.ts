import { Injectable } from '@nestjs/common';
import { addWorkingDays } from '../../../kernel/working-days.js';
import type { Tx } from '../../../platform/database/transactions.js';

/** Due dates count working days: the State Council's holidays do not count, its make-up days do. */
@Injectable()
export class DueDates {
  /**
   * @param start the date that is not counted, `YYYY-MM-DD`
   * @param workingDays how many working days later
   * @returns the due date, `YYYY-MM-DD`
   */
  async after(tx: Tx, start: string, workingDays: number): Promise<string> {
    const days = await tx.rows<{ day: string; working: boolean }>(
      // Even a fortnight of holidays in every month would not use up four calendar days a working day.
      'SELECT day::text, working FROM working_days WHERE day > $1::date AND day <= $1::date + $2::integer * 4 + 31', [start, workingDays]);
    return addWorkingDays(start, workingDays, new Map(days.map(({ day, working }) => [day, working])));
  }
}
