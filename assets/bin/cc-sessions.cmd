@echo off
rem The command line of the packaged app: Electron as plain Node. Lies in resources\bin.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\cc-sessions Cloud Sync.exe" --max-semi-space-size=1 "%~dp0..\app.asar\out\cli\index.js" %*
