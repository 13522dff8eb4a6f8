/**
 * The page's only script: it looks for news every few seconds, keeps what is open and where the reader is, and stops when asked to. Without it the page
 * is complete, only as old as its loading.
 */
export const refreshScript = `
(()=>{
const every=15000;let timer;
const button=document.getElementById('pause');if(!button)return;
button.hidden=false;let paused=false;
const schedule=()=>{clearTimeout(timer);if(!paused)timer=setTimeout(look,every)};
button.addEventListener('click',()=>{paused=!paused;button.textContent=paused?'Resume updates':'Pause updates';schedule()});
async function look(){
if(document.hidden||String(getSelection())){schedule();return}
try{
const answer=await fetch(location.pathname,{credentials:'same-origin',cache:'no-store'});
if(!answer.ok)throw 0;
const fresh=new DOMParser().parseFromString(await answer.text(),'text/html');
const open=new Map([...document.querySelectorAll('details[id]')].map(d=>[d.id,d.open]));
const focused=document.activeElement&&document.activeElement.closest('[id]');const id=focused&&focused.id;const summary=document.activeElement&&document.activeElement.tagName==='SUMMARY';
fresh.querySelectorAll('details[id]').forEach(d=>{if(open.has(d.id))d.open=open.get(d.id)});
for(const name of ['lede','main']){const now=document.getElementById(name),next=fresh.getElementById(name);if(now&&next&&now.innerHTML!==next.innerHTML)now.replaceChildren(...next.childNodes)}
document.title=fresh.title;document.getElementById('old').hidden=true;
if(id&&!document.activeElement.closest('#'+CSS.escape(id))){const same=document.getElementById(id);if(same)(summary&&same.querySelector('summary')||same).focus({preventScroll:true})}
}catch{document.getElementById('old').hidden=false}
schedule()}
schedule();
})();
`.trim();
