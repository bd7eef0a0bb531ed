// Makes and reads the JWTs of the stand-in: well-formed, with the claims that the real ones carry, signed with a secret
// that lives as long as the service. Must not know which logins exist.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { noteSecret } from '../hygiene/secret-book.ts';

export interface Person {
  readonly accountId: string;
  readonly userId: string;
  readonly email: string;
  /** Raw plan value, such as free, plus, pro, team. */
  readonly plan: string;
}

export interface ReadToken {
  readonly jti: string;
  readonly person: Person;
  /** Seconds since 1970. */
  readonly exp: number;
}

const AUTH_CLAIM = 'https://api.openai.com/auth';
const PROFILE_CLAIM = 'https://api.openai.com/profile';

export class TokenMint {
  readonly #secret = randomBytes(32);

  /** @param expiresInSeconds from now; negative for a token that is dead from the start. */
  accessToken(person: Person, expiresInSeconds: number): { readonly token: string; readonly jti: string } {
    const jti = randomUUID();
    const now = Math.floor(Date.now() / 1000);
    const token = this.#sign({
      iss: 'standin',
      aud: ['https://api.openai.com/v1'],
      jti,
      iat: now,
      nbf: now,
      exp: now + Math.round(expiresInSeconds),
      scp: ['openid', 'profile', 'email', 'offline_access'],
      sub: person.userId,
      [AUTH_CLAIM]: authClaims(person),
      [PROFILE_CLAIM]: { email: person.email, email_verified: true },
    });
    return { token, jti };
  }

  idToken(person: Person): string {
    const now = Math.floor(Date.now() / 1000);
    return this.#sign({
      iss: 'standin',
      jti: randomUUID(),
      iat: now,
      exp: now + 3600,
      sub: person.userId,
      email: person.email,
      email_verified: true,
      [AUTH_CLAIM]: authClaims(person),
    });
  }

  /** What an access token of this mint says, or undefined for anything else. Expiry is the caller's business. */
  read(token: string): ReadToken | undefined {
    const [header, payload, signature, ...more] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const right = this.#signature(`${header}.${payload}`);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    // Signed by this mint, therefore of the shape that accessToken or idToken gave it.
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    const auth = claims[AUTH_CLAIM];
    const email = claims.email ?? claims[PROFILE_CLAIM]?.email ?? '';
    const person = { accountId: auth.chatgpt_account_id, userId: auth.user_id, email, plan: auth.chatgpt_plan_type };
    return { jti: claims.jti, exp: claims.exp, person };
  }

  #sign(claims: object): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part({ alg: 'RS256', kid: 'standin', typ: 'JWT' })}.${part(claims)}`;
    return noteSecret(`${body}.${this.#signature(body).toString('base64url')}`);
  }

  #signature(body: string): Buffer {
    return createHmac('sha256', this.#secret).update(body).digest();
  }
}

interface Claims {
  readonly jti: string;
  readonly exp: number;
  readonly email?: string;
  readonly [PROFILE_CLAIM]?: { readonly email: string };
  readonly [AUTH_CLAIM]: {
    readonly chatgpt_account_id: string;
    readonly chatgpt_plan_type: string;
    readonly user_id: string;
  };
}

function authClaims(person: Person): object {
  return {
    chatgpt_account_id: person.accountId,
    chatgpt_account_user_id: `${person.userId}__${person.accountId}`,
    chatgpt_plan_type: person.plan,
    chatgpt_user_id: person.userId,
    user_id: person.userId,
  };
}
