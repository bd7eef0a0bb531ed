// What the content security policy of the app's own windows has to refuse, from the first byte of every page on. A page
// that breaks its own policy is a fault, in any spec.
import type { ElectronApplication } from '@playwright/test';

const mark = 'securitypolicyviolation:';

/** Must run before the windows open. @returns a list that grows with each violation */
export async function watchPolicy(app: ElectronApplication): Promise<string[]> {
  const violations: string[] = [];
  const context = app.context();
  context.on('console', (message) => {
    const text = message.text();
    if (text.startsWith(mark)) violations.push(text.slice(mark.length).trim());
  });
  await context.addInitScript((told) => {
    const { document } = globalThis as unknown as { document: PolicyEvents };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(told, violatedDirective, blockedURI, sourceFile),
    );
  }, mark);
  return violations;
}

/** As much of a document as this needs: the specs are checked as programs for Node. */
interface PolicyEvents {
  addEventListener(
    name: 'securitypolicyviolation',
    listener: (event: { violatedDirective: string; blockedURI: string; sourceFile: string }) => void,
  ): void;
}
