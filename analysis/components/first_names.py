"""First names common in Germany, as written at home; those that are also words are left out."""

from analysis.text import key

NAMES = """
Abdul Abdullah Abdulrahman Abdurrahman Achim Adam Adele Adelheid Adina Adnan Adrian Afaf Agata
Agnieszka Ahmad Ahmed Ahmet Aida Aileen Aise Aisha Ajla Akın Alaa Albert Albrecht Alejandro
Aleksandra Alexandra Aleyna Alfons Alfred Ali Alia Alicja Alina Alma Almas Almut Almuth Alois
Aloys Alparslan Alper Altan Alwin Alwine Amal Amar Amelia Amelie Amina Amir Amira Ana Anabel
Anastasia Anatoli Anatolij Andre Andrea Andreas Andreea Andrei Andrej Andrzej André Angela
Angelika Angelina Angelique Angelo Anila Anita Anja Anke Ann Anna Annalena Anne Annegret Annelie
Anneliese Annelise Annemarie Annerose Annette Anni Annika Ansgar Antje Anton Antonia Antonio Anya
Arda Arian Arif Armin Arne Arno Arnold Arthur Artur Asiye Aslı Asma Astrid Atakan Aurelia Awa Axel
Aydan Aydın Ayhan Ayla Aylin Aynur Aysegül Aysel Aysun Aytaç Ayten Ayşe Ayşegül Aziz Azra Baran
Barbara Bartosz Barış Bastian Batuhan Beata Beate Beatrice Beatrix Behnaz Bekir Ben Benedikt
Benita Benjamin Benno Berat Berfin Berivan Berkay Berna Bernd Bernhard Bert Berta Berthold Bettina
Betül Bianca Bilal Bilge Birgit Birol Birsen Birte Birthe Björn Bodo Bogdan Bogusława Bohdan Boris
Bożena Branka Branko Brigitte Britta Bruno Burak Burcu Burhan Burkhard Bärbel Bülent Can Canan
Cansu Carina Carl Carla Carlo Carlos Carlotta Carmelo Carmen Carola Carolin Caroline Carsten
Catalina Cathrin Celina Cem Cemal Cengiz Ceren Ceylan Chantal Chantalle Charlene Charlotte Chiara
Christa Christel Christian Christiane Christina Christine Christo Christoph Christopher Cihan
Cindy Ciro Claire Clara Claudia Claus Clemens Conny Constanze Cordula Corinna Corinne Cornelia
Cosima Coşkun Cristina Czesław Cäcilia Dagmar Dalia Damaris Damian Damir Dana Daniel Daniela
Danijela Danilo Danny Danuta Daria Dariusz Darja David Davide Dawid Defne Dejan Denis Deniz Dennis
Derya Desirée Detlef Dieter Dietmar Dietrich Dilek Dimitra Dimitri Dimitrios Dirk Djamila Dmytro
Dominik Dominika Donata Dorian Doris Dorit Dorota Dorothea Dorothee Doğan Dragan Dragoslav Dursun
Duygu Dörte Eberhard Ebru Ece Eckhard Edda Edeltraud Edeltraut Edgar Edith Edmund Eduard Edwin
Egbert Egon Ehsan Elena Eleni Eleonore Elfi Elfriede Elham Elias Elif Elisa Elisabeth Elke Ella
Elli Elsbeth Elvira Elwira Elżbieta Emanuel Emel Emil Emilia Emily Emine Emirhan Emma Emmanuel
Emmi Emrah Emre Enes Engin Enis Enrico Enver Ercan Erdal Ergün Erhan Erich Erik Erika Erkan Erna
Ernestine Erol Ersin Erwin Eryk Esma Esmeralda Esra Esther Ethel Eugen Eugenia Eva Evelyn Ewa
Ewald Eylem Eymen Eyüp Ezgi Fabian Fadi Fadime Fahri Faisal Farah Farid Faruk Fatemeh Fathi Fatih
Fatiha Fatima Fatma Fatmata Fatou Felicia Felicitas Felix Ferdi Ferdinand Ferhat Fernando Fevzi
Fiete Figen Fikret Filiz Finja Finn Firas Flora Florentine Florian Franca Francesca Francesco
Franek Frank Franz Franziska Frauke Frederik Frederike Fridolin Frieda Friedegard Friedel
Friederike Friedhelm Friedrich Fritz Fuat Furkan Gabi Gabriel Gabriela Gabriele Galina Gamze Georg
Georgios Gerald Gerd Gerda Gerhard Gerlinde Gero Gerold Gerrit Gertraud Gertrud Gesine Ghassan
Gianni Giorgio Giovanni Gisbert Gisela Gitta Giulia Giuseppe Goran Gordana Gottfried Gottlieb
Grace Grażyna Gregor Greta Grete Grzegorz Gudrun Guido Gundi Gundula Gustav Gökhan Gönül Gül Gülay
Gülcan Gülden Güler Gülizar Gülsüm Gülten Gülşen Günay Günter Günther Habib Habiba Hadi Haidar
Haji Hajo Hakan Halil Halime Halina Halyna Hamid Hamide Hamza Hana Hanife Hanim Hanna Hannah
Hannelore Hannes Hans Harald Haris Harry Hartmut Harun Hasan Hassan Hatem Hatice Havva Hayat
Hayriye Hedwig Heidi Heidrun Heike Heiko Heiner Heinrich Heinrike Heinz Helen Helena Helene
Helfried Helga Helma Helmtrud Helmut Henni Henning Henriette Henrik Henrike Henry Henryk Herbert
Herma Hermann Hermine Herta Hiba Hicham Hidayet Hikmet Hila Hilal Hilde Hildegard Hiltrud Hina
Hira Hoda Holger Horst Hubert Huda Hugo Hung Huong Husam Hussain Hussein Hülya Hüseyin Hüsne
Ibrahim Ibrahima Ida Idris Ignaz Igor Ihor Ildikó Ilhan Ilias Ilker Ilona Ilse Ilyas Iman Imran
Ina Inas Ines Inessa Inga Inge Ingeborg Ingeburg Ingo Ingrid Ioana Ioannis Ion Irena Irene Irina
Iris Irma Irmgard Irmtraud Irmtrud Iryna Isa Isaac Isabel Isabell Isabella Isabelle Ismail Ismet
Iva Ivan Ivana Ivo Iwona Jaafar Jacek Jacqueline Jaden Jadwiga Jakob Jakub Jamal Jamila Jan
Jan-Niklas Jana Janina Janine Jannik Jannis Jaqueline Jaroslaw Jasmin Jasmina Javier Jawad Jayden
Jean Jeannette Jelena Jenni Jennifer Jenny Jens Jermaine Jerome Jerzy Jessica Jihad Jil Jill
Joachim Joana Joanna Joao Jochen Johann Johanna Johannes Jolanta Jolanthe Jonah Jonas Jonathan
Jonte Jorge Josef Josefa Josefine Joseph Joshua Josip José Jovan Juan Judith Jule Julia Julian
Juliane Julie Juliette Julius Juri Justin Justine Justyna Jutta Jörg Jürgen Kader Kadir Kai Kamal
Kamil Kamila Karim Karima Karin Karina Karl Karl-Heinz Karla Karolina Karsten Kasimir Katarina
Katarzyna Kateryna Katharina Kathi Kathleen Kathrin Katia Katja Katrin Kaya Kazim Kazimierz Kemal
Kenan Kerem Kerstin Kevin Kezban Khadija Khaled Kian Kiara Kilian Kim Kimberly Kinga Kira Kiril
Kjell Klaas Klara Klaus Knut Konrad Konstantin Koray Korinna Kornelia Kristian Kristin Kristina
Kristof Krystian Krystyna Krzysztof Kubilay Kunigunde Kurt Käte Käthe Lajos Lale Lamine Lara
Larissa Lars Lasse Latif Latifa Laura Laurenz Laurin Layla Lea Leandro Leila Lejla Lena Leni
Lennart Lennox Leo Leon Leonhard Leonid Leonie Leonora Leszek Levent Levin Leyla Liam Lieschen
Liesel Lieselore Lieselotte Lilia Liliana Lilli Lilly Lina Linda Linh Linus Lisa Lisbeth Ljubica
Ljudmila Lore Loredana Lorenz Lothar Lotte Louis Louisa Luan Luca Lucas Lucia Lucie Lucjan Ludger
Ludmila Ludmilla Ludwig Luis Luisa Luise Luka Lukas Lukasz Lutfi Lutz Luzia Lydia Lyudmyla Maciej
Madina Magda Magdalena Magnus Maha Mahmoud Mahmut Mahsa Maik Maike Maja Majid Maksym Malak Malek
Malgorzata Malika Malin Malte Mamadou Mandy Manfred Manja Manoj Manon Manuel Manuela Marcel
Marcello Marcin Marco Marcus Mareike Marek Maren Margareta Margarete Margaretha Margarethe Margit
Margot Margret Maria Mariam Mariana Marianna Marianne Maribel Marie Marielle Marija Marika Marina
Mario Mariola Marion Marisa Marita Marius Mariusz Marko Markus Marlene Marlies Marlis Marlon Marta
Marte Marten Martha Martin Martina Marvin Maryam Maryna Massimo Mateo Mateusz Mathias Mathilda
Matilda Mats Matteo Matthias Maurice Max Maxi Maximilian Maya Małgorzata Mechthild Mechtild Medina
Mehdi Mehmet Melanie Melek Melina Melisa Melissa Meltem Meral Mert Merve Meryem Mesut Metin Mia
Michael Michaela Michail Michal Michał Michele Michelle Mieke Mika Mikail Mike Mikhail Miko Mila
Milan Milena Milica Mina Mirco Miriam Mirjam Mirko Miroslav Miroslaw Mirosława Mohamad Mohamed
Mohammad Mohammed Moin Mona Monika Monir Moritz Mouna Mounir Moussa Muhammad Muhammed Muhammet
Muna Munir Murat Musa Mustafa Mustapha Muzaffer Mykola Myriam Müzeyyen Nabil Nada Nadezhda Nadia
Nadine Nadira Nadja Naima Najib Naomi Nasrin Natalia Natalie Nataliia Natalija Nataliya Natascha
Natasza Nathalie Nathan Nazan Nazim Nazlı Necati Necla Nele Nermin Neslihan Nesrin Nico Nicola
Nicolas Nicole Nicoleta Niels Nihal Nik Nikita Niklas Niko Nikola Nikolai Nikolaj Nikolaus Nilgün
Nils Nilüfer Nina Nino Nisa Noah Noel Noemi Noor Nora Norbert Noreen Nour Nuray Nurcan Nurgül
Nurhan Nuri Nuria Nursel Nursen Nurten Odette Oguz Okan Oksana Oktay Olaf Ole Oleg Oleksandr
Oleksandra Olena Olga Oliver Olivia Olivier Omar Onur Orhan Orkan Ornella Orçun Osama Oscar Oskar
Osman Othmar Otmar Ottilie Ottmar Otto Ousmane Oğuz Pablo Pamela Paola Paolo Parisa Pascal
Pasquale Patrice Patricia Patrick Patrik Paul Paula Paulina Pauline Pavel Pavlo Paweł Pedro Peer
Pepe Perihan Petar Peter Petra Petro Philip Philipp Philippa Pia Pierre Pinar Piotr Priya
Przemysław Pınar Rabia Radka Radoslaw Radu Rafael Rafał Rafik Rahel Raik Raimond Raimund Rainer
Ralf Ralph Ramazan Rami Ramin Ramis Ramona Rana Randolf Rania Raoul Raphael Rashid Rasim Rasmus
Rayan Rebecca Recep Regina Reiner Reinhard Reinhilde Reinhold Reinold Renata Renate René Resi Reza
Ricarda Ricardo Riccardo Richard Rico Rita Riza Robert Roberto Robin Rocco Rodrigo Roger Rojda
Roland Rolf Rolf-Dieter Roman Romina Romy Ronald Ronja Ronny Rosa Rosalie Rosalinde Rosemarie Rosi
Rosina Rosmarie Roswitha Roxana Roza Rudi Rudolf Rukiye Ruslan Ruth Ryszard Rüdiger Saad
Sabahattin Sabine Sabri Sabrina Sadet Sadik Safiya Said Saida Salih Saliha Salim Salma Salvatore
Samantha Sami Samia Samir Samira Samuel Samuele Sandra Sandro Sandy Sanja Santino Sara Sarah
Sascha Saskia Saziye Sead Sebahat Sebastian Seda Sedat Selda Selim Selin Selina Selma Semih Semra
Senem Senol Serap Serdar Serge Sergej Sergio Serhat Serhii Serife Serkan Serpil Sevda Sevgi Sevil
Sezen Sezer Shaima Shirin Sibel Siegbert Siegfried Sieglinde Siegmund Siegrid Siegrun Sigmar Signe
Sigrid Sigrun Siham Silke Silvana Silvia Silvio Simon Simona Simone Sina Sinan Siw Slavica
Slawomir Slobodan Snezana Snježana Sofia Sofie Soner Songul Songül Sonja Sophia Sophie Soraya
Soufian Stana Stanislav Stanislaw Stanisław Stavros Stefan Stefanie Steffen Steffi Stella Stephan
Stephanie Stephen Steven Stine Suad Suleiman Suleyman Sultan Sumaya Suna Susann Susanna Susanne
Suse Suzan Sven Svenja Svetlana Svitlana Swantje Swen Swetlana Sybille Sylvia Sylwia Szymon Sören
Süleyman Sławomir Taha Tahsin Taisiia Tamara Taner Tanja Tarek Tariq Tatiana Tatjana Tayfun Taylan
Tetiana Thea Thekla Theo Theodor Theodora Theresa Therese Thi Thilo Thomas Thorben Thorsten Tilda
Till Tilman Tim Timo Timur Tina Tino Tiziana Tjark Tjorven Tobias Tolga Tom Tomas Tomasz Toni
Torben Torsten Trang Traudel Traudl Traute Trude Trudi Tuba Tugba Tuncay Turgut Tuğba Tyler Tyrone
Tülay Türkan Udo Ulf Uli Ulla Ulli Ulrich Ulrika Ulrike Umut Urs Ursel Ursula Urszula Uschi Uta
Ute Utz Uwe Vadim Vahid Valentin Valentina Valeri Valeria Valerie Valeriia Valerija Vanessa Vasile
Vasyl Vedat Velten Vera Verena Veronika Vesna Victoria Viktor Viktoria Vincent Vincenzo Violetta
Virginia Vitali Vito Vivian Vivien Vlad Vladimir Vladislav Vlasta Volha Volkan Volker Volkmar
Volodymyr Vural Wacław Wael Walburga Waldemar Walid Walter Walther Waltraud Waltraut Wanda Wassim
Wasyl Wendelin Wenke Wenzel Wera Werner Weronika Wiebke Wieslaw Wiesława Wiktor Wilfried Wilfriede
Wilhelm Wilhelmina Wilhelmine Willi Wilma Winfried Wioletta Wladimir Wojciech Wolf Wolf-Dieter
Wolfgang Wolfram Władysław Xaver Xenia Yana Yannick Yannik Yara Yaren Yaroslav Yasemin Yasin
Yasmin Yasmina Yavuz Yağmur Yaşar Yevgenia Yildiz Yousef Youssef Youssouf Yulia Yuliia Yuliya
Yunus Yuri Yusuf Yvonne Yıldız Yılmaz Zafer Zahra Zakaria Zara Zbigniew Zdravko Zehra Zeki Zekiye
Zeliha Zenobia Zeynep Ziad Zita Zlatan Zoe Zofia Zoran Zoé Zsuzsanna Zuzanna Zübeyde Çağla Çetin
Çiğdem Ömer Öner Öykü Özgür Özlem Öznur Ülkü Ümit İbrahim İlknur Łukasz Şahin Şaziye Şenay Şule
Şükran Škoda Željko Євген Євгенія Іван Ігор Інна Ірина Алексей Алла Анастасия Анастасія Андрей
Андрій Анна Антон Артем Артём Богдан Борис Вадим Валентина Валерий Вера Виктор Виктория Владимир
Володимир Віктор Вікторія Віра Галина Ганна Григорий Дарина Дарья Денис Дмитрий Дмитро Екатерина
Елена Зінаїда Иван Игорь Инна Ирина Катерина Лариса Любов Любовь Людмила Максим Маргарита Мария
Марія Микола Михаил Михайло Надежда Надія Наталья Наталія Николай Нина Ніна Оксана Олег Олександр
Олександра Олена Ольга Павел Павло Петр Петро Раиса Роман Руслан Светлана Світлана Сергей Сергій
Софья Софія Степан Тарас Татьяна Тетяна Федор Юлия Юлія Юрий Юрій Ярослав
"""
# Names that are ordinary words, too: only with a surname behind them.
DOUBTFUL = """
Alma Amal Ana Ann August Baran Ben Clemens Dana Felicia Finn Flora Florian Grace Gül Hayat Hugo
Ina Ion Iris Isa Jean Kader Kaya Kim Lale Linda Lore Magnus Mats Maxi Medina Melina Mina Moin Muna
Nada Noor Paris Resi Roger Roman Romy Rosa Rosi Said Sami Sandy Santino Sina Steven Sultan Suna
Till Toni Uli Vera Viola Virginia Wolf
"""
FIRST_NAMES = frozenset(key(name) for name in NAMES.split())
AMBIGUOUS = frozenset(key(name) for name in DOUBTFUL.split())
