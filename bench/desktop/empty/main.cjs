/** What Electron costs by itself: a tray icon, and a window with a React page that says one sentence. */
const path = require('node:path');
const { app, BrowserWindow, Menu, Tray } = require('electron');

app.setPath('userData', process.env.BENCH_PROFILE);
app.commandLine.appendSwitch('password-store', 'basic');
Menu.setApplicationMenu(null);
app.on('window-all-closed', () => undefined);

let tray;
void app.whenReady().then(() => {
  tray = new Tray(path.join(__dirname, 'icon.png'));
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
  if (process.argv.includes('--hidden')) return;
  const window = new BrowserWindow({
    width: 1080,
    height: 740,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(path.join(__dirname, 'page', 'index.html'));
});
