// The PowerShell program that presses keys on Windows: one process, kept open, because starting it takes a third of a
// second. It reads one command a line and answers each with one line. TEXT only; untested here.

/** Commands: "active", "activate HWND", "settle", "press ctrl+v", "type BASE64". Answers: "ok …", "no …". */
export const windowsScript = String.raw`
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
using System; using System.Runtime.InteropServices; using System.Text; using System.Collections.Generic;
public static class Keys {
  [StructLayout(LayoutKind.Sequential)] public struct KI { public ushort vk; public ushort scan; public uint flags; public uint time; public IntPtr extra; }
  [StructLayout(LayoutKind.Sequential)] public struct MI { public int x; public int y; public uint data; public uint flags; public uint time; public IntPtr extra; }
  [StructLayout(LayoutKind.Explicit)] public struct U { [FieldOffset(0)] public KI ki; [FieldOffset(0)] public MI mi; }
  [StructLayout(LayoutKind.Sequential)] public struct IN { public uint type; public U u; }
  [DllImport("user32.dll", SetLastError = true)] static extern uint SendInput(uint n, IN[] i, int size);
  [DllImport("user32.dll")] static extern short GetAsyncKeyState(int vk);
  [DllImport("user32.dll")] public static extern IntPtr GetForegroundWindow();
  [DllImport("user32.dll")] static extern bool SetForegroundWindow(IntPtr w);
  [DllImport("user32.dll")] public static extern bool IsWindow(IntPtr w);
  [DllImport("user32.dll")] public static extern uint GetWindowThreadProcessId(IntPtr w, out uint pid);
  [DllImport("user32.dll")] static extern bool AttachThreadInput(uint a, uint b, bool on);
  [DllImport("kernel32.dll")] static extern uint GetCurrentThreadId();
  static readonly int[] mods = { 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C };
  static IN Key(ushort vk, ushort scan, uint flags) { var i = new IN(); i.type = 1; i.u.ki.vk = vk; i.u.ki.scan = scan; i.u.ki.flags = flags; return i; }
  static bool Send(List<IN> l) { var a = l.ToArray(); return SendInput((uint)a.Length, a, Marshal.SizeOf(typeof(IN))) == a.Length; }
  static bool Held(int vk) { return (GetAsyncKeyState(vk) & 0x8000) != 0; }
  public static void Settle() {
    for (int t = 0; t < 100; t++) { bool any = false; foreach (var m in mods) if (Held(m)) any = true; if (!any) return; System.Threading.Thread.Sleep(10); }
  }
  public static bool Press(ushort[] held, ushort key) {
    var l = new List<IN>();
    foreach (var m in mods) if (Held(m)) l.Add(Key((ushort)m, 0, 2));
    foreach (var h in held) l.Add(Key(h, 0, 0));
    uint ext = key == 0x2D ? 1u : 0u;
    l.Add(Key(key, 0, ext)); l.Add(Key(key, 0, 2 | ext));
    for (int i = held.Length - 1; i >= 0; i--) l.Add(Key(held[i], 0, 2));
    return Send(l);
  }
  public static bool Type(string s) {
    foreach (var c in s) {
      var l = new List<IN>();
      if (c == '\n') { l.Add(Key(0x0D, 0, 0)); l.Add(Key(0x0D, 0, 2)); } else { l.Add(Key(0, c, 4)); l.Add(Key(0, c, 6)); }
      if (!Send(l)) return false;
    }
    return true;
  }
  public static bool Activate(IntPtr w) {
    if (GetForegroundWindow() == w) return true;
    uint pid; uint front = GetWindowThreadProcessId(GetForegroundWindow(), out pid); uint me = GetCurrentThreadId();
    AttachThreadInput(me, front, true); SetForegroundWindow(w); AttachThreadInput(me, front, false);
    for (int t = 0; t < 50; t++) { if (GetForegroundWindow() == w) return true; System.Threading.Thread.Sleep(10); }
    return false;
  }
}
'@
$vk = @{ ctrl = 0xA2; shift = 0xA0; cmd = 0x5B; v = 0x56; insert = 0x2D; enter = 0x0D }
[Console]::InputEncoding = [Text.Encoding]::UTF8; [Console]::OutputEncoding = [Text.Encoding]::UTF8
[Console]::Out.WriteLine('ok ready')
while ($null -ne ($line = [Console]::In.ReadLine())) {
  $verb, $rest = $line -split ' ', 2
  try {
    $answer = switch ($verb) {
      'active' {
        $w = [Keys]::GetForegroundWindow(); $id = [uint32]0
        [void][Keys]::GetWindowThreadProcessId($w, [ref]$id)
        if ($w -eq [IntPtr]::Zero) { 'no window' } else { 'ok {0} {1} {2}' -f $w.ToInt64(), $id, (Get-Process -Id $id).ProcessName }
      }
      'activate' {
        $w = [IntPtr][long]$rest
        if (-not [Keys]::IsWindow($w)) { 'no gone' } elseif ([Keys]::Activate($w)) { 'ok' } else { 'no refused' }
      }
      'settle' { [Keys]::Settle(); 'ok' }
      'press' {
        $names = $rest -split '\+'; $held = @($names | Select-Object -SkipLast 1 | ForEach-Object { [uint16]$vk[$_] })
        if ([Keys]::Press([uint16[]]$held, [uint16]$vk[$names[-1]])) { 'ok' } else { 'no refused' }
      }
      'type' { if ([Keys]::Type([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($rest)))) { 'ok' } else { 'no refused' } }
      default { 'no such command' }
    }
  } catch { $answer = 'no ' + ($_.Exception.Message -replace '\s+', ' ') }
  [Console]::Out.WriteLine($answer)
}
`;

export function windowsCommand(): readonly [string, ...string[]] {
  const encoded = Buffer.from(windowsScript, 'utf16le').toString('base64');
  return [
    'powershell.exe',
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Bypass',
    '-EncodedCommand',
    encoded,
  ];
}
