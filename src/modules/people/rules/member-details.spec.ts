import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTypedMember, type TypedMember } from './member-details.js';

const today = '2011-01-04';
const good: TypedMember = { name: '张三', idNumber: '32058419760315123X' };
const vectors = JSON.parse(readFileSync('test/data/identifier-vectors.json', 'utf8')) as Record<string, { valid: [string, string][]; invalid: [string, string][] }>;
const errorsOf = (typed: TypedMember, on = today) => {
  const checked = checkTypedMember(typed, on);
  return 'errors' in checked ? checked.errors.map(({ field, code }) => [field, code]) : [];
};

describe('a typed member', () => {
  it('is normalized', () => {
    const typed = { name: ' 张　三 ', idNumber: '320584 1976-0315 123x', mobile: '+86 138-6254-0001', sex: 'male', birthDate: '1976-03-15', workplace: '环卫处' } as const;
    expect(checkTypedMember(typed, today)).toEqual(
      { row: { name: '张三', idNumber: '32058419760315123X', sex: 'male', birthDate: '1976-03-15', mobile: '13862540001', workplace: '环卫处' } });
  });

  it.each<[Partial<TypedMember>, string[][]]>([
    [{ sex: 'female' }, [['sex', 'person.sex_differs']]],
    [{ birthDate: '1976-03-16' }, [['birthDate', 'person.birth_date_differs']]],
    [{ employedOn: '1976-03-14' }, [['employedOn', 'person.employed_before_birth']]],
    [{ employedOn: '1976-03-15' }, []],
    [{ name: '　 ' }, [['name', 'person.name_empty']]],
    [{ mobile: '12345678901' }, [['mobile', 'mobile_prefix']]],
    [{ idNumber: '320584197603151239', mobile: '1' }, [['idNumber', 'id_number_check_digit'], ['mobile', 'mobile_length']]],
    [{ idNumber: '320584760315123' }, [['idNumber', 'id_number_legacy']]],
  ])('with %o is wrong in %o', (wrong, errors) => {
    expect(errorsOf({ ...good, ...wrong })).toEqual(errors);
  });

  it.each(['resident_id', 'hmt_permit'])('takes and refuses the numbers of the shared vectors: %s', (group) => {
    const { valid, invalid } = vectors[group]!;
    for (const [idNumber] of valid) expect([idNumber, errorsOf({ ...good, idNumber }, '2026-11-22')]).toEqual([idNumber, []]);
    for (const [idNumber] of invalid) expect(errorsOf({ ...good, idNumber }, '2026-11-22')).toMatchObject([['idNumber', expect.any(String)]]);
  });
});
