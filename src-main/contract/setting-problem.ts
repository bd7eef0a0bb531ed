// What is wrong with a value, said for people: the schema library's own messages speak of types and brackets. PURE.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The rest of a sentence that begins with the setting's name: "must be at least 1024". */
export function settingProblem(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return bound(issue.origin, Number(issue.minimum), 'at least');
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), 'at most');
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? 'something else'}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union':
      return 'must be one of the values that Settings offers';
    default:
      return issue.message; // written for people where the schema has a rule of its own
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
};

function bound(origin: string, limit: number, which: 'at least' | 'at most'): string {
  if (origin === 'string')
    return which === 'at least' && limit === 1 ? 'must not be empty' : `must be ${which} ${limit} characters long`;
  if (origin === 'array') return `must have ${which} ${limit} entries`;
  return `must be ${which} ${limit}`;
}
