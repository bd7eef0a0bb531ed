// Entry of the process that renews the login, on plain Node. Inside Electron main.ts does the same.
import { runRefreshKeeper } from './refresh-keeper-process.ts';

process.exitCode = await runRefreshKeeper(process);
