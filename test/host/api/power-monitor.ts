// electron.d.ts `interface PowerMonitor`: silent until a test says that the machine sleeps, locks or shuts down.
import { HostEvent, LoudEmitter } from '../loud.ts';

const powerEvents = ['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen', 'on-ac', 'on-battery'] as const;
export type PowerEvent = (typeof powerEvents)[number];

class HostPowerMonitor extends LoudEmitter {
  static readonly events = powerEvents;
  readonly onBatteryPower = false;

  constructor() {
    super('powerMonitor', HostPowerMonitor.events);
  }

  getSystemIdleState(): 'active' {
    return 'active';
  }

  getSystemIdleTime(): number {
    return 0;
  }

  isOnBatteryPower(): boolean {
    return false;
  }

  /** For tests. */
  happen(event: PowerEvent): void {
    this.emit(event, new HostEvent());
  }
}

export const powerMonitor = new HostPowerMonitor();
