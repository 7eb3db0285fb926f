"""First names common in Germany, as written at home; those that are also words are left out."""

from analysis.text import key

NAMES = """
Achim Adam Adrian Aileen Albert Aleksandra Alexandra Alfred Alina Amelie Amira Anastasia Andrea
Andreas Andrzej Angela Angelika Anita Anja Anke Anna Anne Annegret Anneliese Annemarie Annette
Anni Ansgar Antje Anton Antonia Arne Arnold Arthur Artur Astrid Axel Barbara Bärbel Beate Beatrice
Ben Benjamin Benedikt Bernd Bernhard Bert Berta Berthold Bettina Bianca Birgit Björn Boris Brigitte
Britta Bruno Burkhard Carina Carl Carla Carmen Carola Caroline Carolin Carsten Cäcilia Celina
Charlotte Chiara Christa Christel Christian Christiane Christina Christine Christoph Christopher
Clara Claudia Claus Clemens Conny Constanze Cordula Corinna Cornelia Dagmar Damian Daniel Daniela
Danuta Daria David Denis Dennis Detlef Dieter Dietmar Dietrich Dirk Dominik Doris Dorothea Dorothee
Eberhard Eckhard Edeltraud Edith Eduard Egon Elena Elfriede Elias Elif Elisa Elisabeth Elke Ella
Elli Emil Emilia Emma Emre Erich Erik Erika Erna Erwin Esra Esther Eva Evelyn Ewa Fabian Fatima
Fatma Felicitas Felix Finn Florian Frank Franz Franziska Frauke Frieda Friedhelm Friedrich Fritz
Gabi Gabriel Gabriela Gabriele Georg Gerald Gerda Gerd Gerhard Gerlinde Gertrud Gisela Gitta
Gottfried Grażyna Greta Gregor Gudrun Gülcan Günter Günther Gustav Hakan Halina Hanna Hannah
Hannelore Hannes Hans Harald Harry Hartmut Hasan Hatice Heidi Heidrun Heike Heiko Heiner Heinrich
Heinz Helena Helga Helmut Henning Henrik Henry Herbert Hermann Herta Hilde Hildegard Holger Horst
Hubert Hülya Hüseyin Ibrahim Ilona Ilse Ina Ines Inga Inge Ingeborg Ingo Ingrid Irene Irina Iris
Irma Irmgard Isabel Isabell Isabella Ismail Iwona Jakob Jan Jana Janine Jannik Jasmin Jens Jessica
Joachim Joanna Jochen Johann Johanna Johannes Jonas Jonathan Jörg Josef Josefine Joseph Joshua
Judith Julia Julian Juliane Julius Jürgen Justin Jutta Kai Karin Karina Karl Karla Karsten Katarina
Katharina Kathrin Katja Katrin Katarzyna Kerstin Kevin Kilian Klara Klaus Konrad Konstantin
Kristin Kristina Krzysztof Kurt Lara Larissa Lars Laura Lea Lena Leni Lennart Leo Leon Leonie
Leyla Levin Lieselotte Lilli Lina Linda Lisa Lothar Louis Louisa Luca Lucas Luis Luisa Lukas Lutz
Luzia Lydia Magda Magdalena Mahmoud Maik Maja Malgorzata Małgorzata Malte Manfred Manuel Manuela
Marcel Marco Marcus Marek Margarete Margit Margot Maria Marianne Marie Marina Mario Marion Marius
Markus Marlene Marlies Marta Martha Martin Martina Mathias Mathilda Matthias Max Maximilian
Mechthild Mehmet Melanie Melissa Meryem Mia Michael Michaela Michal Mika Mila Mirjam Miriam Mohamed
Mohammad Mohammed Monika Moritz Mustafa Nadine Nadja Natalia Natalie Natascha Nele Nicole Niklas Nils Nina
Noah Nora Norbert Olaf Oleksandr Oleksandra Oleg Olena Olga Oliver Olivia Omar Oscar Oskar Osman
Oksana Otto Özlem Pascal Patricia Patrick Paul Paula Pauline Petra Philip Philipp Pia Piotr Rabia
Rainer Ralf Ralph Ramona Raphael Rebecca Regina Reinhard Reinhold Renate René Ricarda Richard Rita
Robert Robin Roland Rolf Roman Romy Ronald Rosa Rosemarie Rosi Rosina Roswitha Rudi Rudolf Ruth
Sabine Sabrina Samira Samuel Sandra Sara Sarah Saskia Sascha Sebastian Selin Selma Serkan Sergej
Sevgi Siegfried Sigrid Silke Silvia Simon Simone Sina Sofia Sofie Sonja Sophia Sophie Stanislaw
Stefan Stefanie Steffen Stella Stephan Stephanie Susanne Sven Svenja Svetlana Swetlana Sybille
Sylvia Tamara Tanja Tatjana Tetiana Theo Theodor Theresa Therese Thomas Thorsten Tim Timo Tina
Tobias Tom Torsten Udo Ulf Ulla Ulrich Ulrike Ursula Ute Uwe Valentina Vanessa Vera Verena Veronika
Victoria Viktor Viktoria Volker Volodymyr Walburga Waltraud Walter Wanda Wera Werner Wiebke Wilfried
Wilhelm Wilhelmine Willi Winfried Wladimir Wolfgang Xenia Yasemin Yasmin Yusuf Yvonne Zeynep Zofia
Ahmad Ahmed Aisha Ali Ayşe Aynur Aylin Cem Deniz Dilek Emine Ercan Erdal Erkan Gökhan Havva Hussein
İbrahim Kemal Khaled Mariam Maryam Murat Nour Nuri Ömer Samir Sibel Tariq Turgut Ümit Volkan Yılmaz
Agnieszka Beata Bożena Elżbieta Jadwiga Janina Jolanta Paweł Renata Stanisław Tomasz Wojciech
Олександр Олександра Олена Оксана Тетяна Наталія Наталья Ірина Ирина Марія Мария Ольга Юлія Юлия
Світлана Светлана Людмила Анна Ганна Катерина Екатерина Володимир Владимир Сергій Сергей Андрій
Андрей Іван Иван Микола Николай Дмитро Дмитрий Михайло Михаил Віктор Виктор Тарас Богдан Надія
Надежда
"""
FIRST_NAMES = frozenset(key(name) for name in NAMES.split())
