"""Cenas em português. `P` is the person, `A` is Ada."""

SCRIPT = """
== pt-festa | ended | any | any | Festa da rua
P: Estamos organizando a festa da rua e a prefeitura pede um seguro que custa mais do que a festa. Tem jeito?
A: Tem. Até cem pessoas basta o formulário curto, que ninguém mostra. Mando hoje ainda.
P 12d: Deu certo! Noventa e nove pessoas e um cachorro. Guardei um pedaço de bolo para você.
A: O cachorro não conta, eu perguntei.

== pt-caminhoes | ended | mail | any | Caminhões na Foundry Street
P: Os caminhões passam na Foundry Street às cinco da manhã porque o acesso novo ainda está fechado. Meus motoristas também
não gostam.
A: Obrigada por dizer isso, você é o primeiro do setor. O que falta para abrir o acesso?
P: Uma assinatura e duas placas.
A 10d: A assinatura saiu. As placas chegam na quinta.
P: Minha mãe mora nessa rua e mandou um beijo.

== pt-owed-escola | unanswered | any | any | Aula de português
P: Somos onze famílias e queremos uma aula de português aos sábados para as crianças. A escola emprestaria a sala? Com quem
eu falo?
"""
